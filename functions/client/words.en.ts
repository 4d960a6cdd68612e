/** The few words the script itself says; all others come with the page. */
export const words = {
  offline: 'You’re offline. Showing the last messages.',
  notSent: 'Not sent. Tap to try again',
  downloading: 'Downloading',
  rows: (n: number, of: number) =>
    `${n.toLocaleString('en-ZA')} of ${of.toLocaleString('en-ZA')} rows`,
  goesOn: 'The connection was lost. Going on in a moment…',
  brokeOff: 'The download broke off. Try again.',
} as const
