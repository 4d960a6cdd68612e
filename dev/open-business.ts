/**
 * For an operator, until sign-up is built: writes a business from JSON (the shape of dev/demo.json) into a real database and prints its
 * owner's sign-in link.  OWNER_URL=… APP_ORIGIN=… node dev/open-business.ts business.json
 */
import { readFile } from 'node:fs/promises'

import { issueSignInLink, openBusiness } from './business.ts'

const [file] = process.argv.slice(2)
const { OWNER_URL: ownerUrl, APP_ORIGIN: origin } = process.env
if (!file || !ownerUrl || !origin) {
  console.error(
    'OWNER_URL=postgresql://app_owner… APP_ORIGIN=https://… npm run open-business -- business.json',
  )
  process.exit(2)
}
const email = await openBusiness(ownerUrl, JSON.parse(await readFile(file, 'utf8')))
console.log(
  `The owner signs in once, within 12 hours, at ${await issueSignInLink(ownerUrl, email, origin)}`,
)
