/** The words of the second step; text.en.ts takes them in. */
export const second = {
  title: 'One more step',
  says: {
    email: 'We sent a code to your email. Type it here to log in.',
    totp: 'Type the code from your authenticator app to log in.',
  },
  code: 'Code',
  hint: {
    email: '8 digits, for example 1234 5678.',
    totp: '6 digits. No phone? Type one of your recovery codes.',
  },
  code_wrong: 'That is not the code, or it was used already.',
  trust: 'Don’t ask again on this device for 30 days',
  send: 'Log in',
  another: 'Log in another way',
} as const
