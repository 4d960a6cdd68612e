/** The words before somebody is logged in; text.en.ts takes them in. */
const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

const minutes = (n: number) => count(n, 'minute', 'minutes')

export const wayIn = {
  login: {
    title: 'Log in',
    says: 'We email you a link that works once.',
    email: 'Email',
    emailWrong: 'Write your email address as name@example.com.',
    send: 'Email me a link',
    signUp: 'New here? Start free',
    byPassword: 'Use a password instead',
    link_spent: 'That link or code no longer works. Each works once and for a short time.',
    logged_out: 'You’re logged out.',
    verify: (who: string) => `Log in as ${who}`,
    verifySays: 'Not you? Close this page.',
    verifyUnnamed: 'Log in',
    needsCode:
      'This is not the browser that asked for the link. Type the code that is shown where you asked.',
    code: 'Code',
    codeHint: '8 digits, for example 1234 5678.',
    code_wrong: 'That is not the code. Look at the page where you asked for the link.',
  },

  sent: {
    title: 'Look in your email',
    login: (email: string) => `If ${email} has an account, we sent it a link to log in.`,
    signup: (email: string) => `We sent a link to ${email}. Open it to finish.`,
    reset: (email: string) =>
      `If ${email} has an account, we sent it a link to set a new password.`,
    openHere: 'Open it in this browser.',
    elsewhere:
      'Opening the link on another phone or in your mail app’s own browser? It asks for this code:',
    codeLabel: (spelled: string) => `Code: ${spelled}`,
    lasts: (n: number) => `Link and code work for ${minutes(n)}.`,
    notThere: 'Nothing there? Look in your spam folder.',
    another: 'Use another address',
  },

  signup: {
    title: 'Start free',
    says: 'An AI receptionist for your business’s WhatsApp. We email you a link to open it.',
    business: 'Business name',
    businessHint: 'As your customers know it.',
    businessWrong: 'Write the name of your business on one line, in at most 120 characters.',
    name: 'Your name',
    nameWrong: 'Write your name on one line, in at most 80 characters.',
    send: 'Start free',
    logIn: 'Have an account? Log in',
  },

  tooMany: (n: number) =>
    `Try again in ${n < 120 ? minutes(n) : `about ${Math.ceil(n / 60)} hours`}.`,
} as const
