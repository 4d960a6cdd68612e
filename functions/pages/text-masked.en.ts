/** What stands in place of personal data for a role that may not see it. */
export const masked = {
  name: 'Customer',
  message: 'Hidden for your role',
  reason: 'The reason is hidden for your role',
} as const
