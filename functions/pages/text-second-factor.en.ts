/** The words of setting up the second step; text.en.ts takes them in. */
export const secondFactor = {
  title: 'Second step',
  after: 'After your password we ask for',
  is: {
    off: 'Nothing more. Whoever knows your password is in.',
    email: 'A code that we send to your email, except on devices you told us to remember.',
    totp: 'A code from your authenticator app, except on devices you told us to remember.',
  },
  setUp: 'Set up an authenticator app',
  setUpOther: 'Set up another app',
  byMail: 'Ask for a code by email',
  off: 'Ask for nothing more',
  endsOthers: 'A change logs you out everywhere else, and no device is remembered after it.',
  saved: 'Saved. You’re logged out everywhere else.',
  required: 'A business you work for asks for two steps, so this cannot be turned off.',
  mustTitle: 'Your business asks for two steps',
  mustSetUp: 'You logged in with one. Set up an authenticator app on your phone to go on.',
  mustChoose:
    'You logged in with one. Set up an authenticator app, or confirm in another way than the one you logged in with.',
  confirm: 'Confirm in another way',
  recovery: 'Recovery codes',
  left: (n: number) =>
    n === 1
      ? '1 code is left. Each logs you in once when your phone is gone.'
      : `${n} codes are left. Each logs you in once when your phone is gone.`,
  newCodes: 'Get new recovery codes',
  app: 'Authenticator app',
  appSays:
    'Scan this with Google Authenticator, Microsoft Authenticator or another such app on your phone.',
  qr: 'QR code for your authenticator app',
  open: 'Open my app on this phone',
  byHand: 'Or type this key into the app:',
  code: 'Code from the app',
  codeHint: '6 digits that change every 30 seconds.',
  codeWrong: 'That is not the code. Look again: it changes every 30 seconds.',
  scanAgain: 'Scan this new code first, then type what the app shows.',
  turnOn: 'Turn on',
  keep: 'Write these down now',
  keepSays:
    'We show them once. When your phone is gone, type one instead of its code. Each works once.',
  kept: 'I have kept them',
} as const
