/** The few words the script itself says; all others come with the page. */
export const words = {
  offline: 'You’re offline. Showing the last messages.',
  notSent: 'Not sent. Tap to try again',
} as const
