import { Router } from 'express'
import health from './health.ts'
import home from './home.ts'
import services from './services.ts'
import signIn from './sign-in.ts'

/** Everything people can ask for, one file per noun. */
export const routes = Router()
for (const noun of [home, services, signIn, health]) routes.use(noun)
