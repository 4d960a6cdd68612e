/** The words around passwords; text.en.ts takes them in. */
import type { PasswordFault } from '../../src/session/password-rules.ts'

const faults: Record<PasswordFault, string> = {
  short: 'Use 8 characters or more.',
  long: 'That is too long. 64 characters always fit.',
  common: 'Many people use that password, so it is guessed first. Choose another.',
  pattern: 'That is a pattern of keys, so it is guessed first. Choose another.',
  date: 'That is a date, so it is guessed early. Choose another.',
  named: 'That is little more than a name others know. Choose another.',
}

export const password = {
  passwordLogin: {
    password: 'Password',
    send: 'Log in',
    wrong: 'Email or password is wrong.',
    byLink: 'Email me a link instead',
    forgot: 'Forgot your password?',
  },

  reset: {
    title: 'Set a new password',
    says: 'We email you a link for it. It works once.',
    send: 'Email me a link',
    byLink: 'Log in without a password',
    forWhom: (who: string) => `For ${who}. Not you? Close this page.`,
    endsOthers: 'Saving it logs you out everywhere else.',
    save: 'Save and log in',
  },

  password: {
    title: 'Password',
    setSays: 'With a password you can log in without waiting for an email. Links keep working.',
    changeSays: 'A new password logs you out everywhere else.',
    current: 'Current password',
    currentWrong: 'That is not your current password.',
    new: 'New password',
    hint: '8 characters or more. A few words are easy to remember and hard to guess.',
    save: 'Save password',
    saved: 'Password saved. You’re logged out everywhere else.',
    faults,
  },
} as const
