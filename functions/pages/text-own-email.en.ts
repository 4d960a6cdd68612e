/** The words of a person's own address; text.en.ts takes them in. */
export const ownEmail = {
  title: 'Email address',
  present: (email: string) => `You log in with ${email}.`,
  says: 'Your links, codes and alerts go to the new address from then on.',
  same: 'That is your address already. Type the new one.',
  send: 'Email me a code',
  sent: (email: string) => `We sent a code to ${email}. Type it here within 10 minutes.`,
  endsOthers: 'It logs you out everywhere else.',
  change: 'Change my address',
  saved: 'Address changed. You’re logged out everywhere else.',
} as const
