import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { AppError } from '../../server/app-error.ts'
import type { Services } from '../../server/app.ts'
import { updateFrom } from './update.ts'

const noSuchRoute = () => new AppError('route.not_found')
const wrongSecret = () => new AppError('telegram.wrong_secret')

/** `POST /telegram/:organisation`: an update, from Telegram alone. What fails is repeated by Telegram. */
export async function takeUpdate(c: Context, { telegram }: Services): Promise<Response> {
  if (!telegram) throw noSuchRoute()
  if (!isSame(c.req.header('x-telegram-bot-api-secret-token') ?? '', telegram.secret)) throw wrongSecret()
  const door = await telegram.door(c.req.param('organisation') ?? '')
  const update = updateFrom(await jsonOf(c))
  if (!update) throw new AppError('request.invalid')
  await door(update)
  return c.body(null, 200)
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Digests have one length, so that the comparison takes as long whatever was given. */
function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('request.invalid_json')
  }
}
