import type { Context } from 'hono'
import { z } from 'zod'
import { consentPurpose } from '../../db/schema.ts'
import type { Services } from '../app.ts'
import { noSuchClient } from '../clients/client.ts'
import { endEmergency, noSuchAccess, openInEmergency } from '../clients/emergency-access.ts'
import { showClient } from '../clients/file.ts'
import { review, reviews } from '../clients/reviews.ts'
import { share, sharingsOf, vitalGrounds } from '../clients/sharing.ts'
import { sheetFields } from '../clients/sheet.ts'
import { bodyAs } from './body.ts'
import { staffOf } from './permissions.ts'

/** Long enough to say something by which it can be judged. */
const SHORTEST_REASON = 15
const reason = z.string().trim().min(SHORTEST_REASON).max(2000)

function idOf(c: Context, notFound: () => Error): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw notFound()
  return id.data
}

const telling =
  ({ deskNews }: Services, isNew: boolean) =>
  (organisationId: string) =>
    deskNews.reviewWaits(organisationId, isNew)

export async function openFileInEmergency(c: Context, services: Services): Promise<Response> {
  const id = idOf(c, noSuchClient)
  const wanted = await bodyAs(c, z.strictObject({ reason }))
  await openInEmergency(services, staffOf(c), id, wanted, telling(services, true))
  return c.json(await showClient(services, staffOf(c), services.assistant.engine(), id), 201)
}

export async function endEmergencyAccess(c: Context, services: Services): Promise<Response> {
  await endEmergency(services, staffOf(c), idOf(c, noSuchAccess), telling(services, false))
  return c.body(null, 204)
}

export async function listReviews(c: Context, services: Services): Promise<Response> {
  return c.json({ reviews: await reviews(services, staffOf(c)) })
}

const judgementSchema = z.strictObject({
  isJustified: z.boolean(),
  judgement: z.string().trim().min(1).max(2000),
})

async function judged(c: Context, services: Services, kind: 'emergency' | 'sharing'): Promise<Response> {
  const id = idOf(c, noSuchAccess)
  await review(services, staffOf(c), { kind, id }, await bodyAs(c, judgementSchema))
  telling(services, false)(staffOf(c).organisationId)
  return listReviews(c, services)
}

export const reviewEmergencyAccess = (c: Context, services: Services) => judged(c, services, 'emergency')
export const reviewSharing = (c: Context, services: Services) => judged(c, services, 'sharing')

const sharingSchema = z.strictObject({
  recipient: z.enum(consentPurpose.enumValues),
  to: z.string().trim().min(1).max(200),
  fields: z.array(z.enum(sheetFields)).max(sheetFields.length),
  text: z.string().trim().min(1).max(8000),
  conversationId: z.uuid().nullable().default(null),
  vitalInterest: z
    .strictObject({
      ground: z.enum(vitalGrounds),
      reason,
      consulted: z.string().trim().min(2).max(500),
      /** He was asked once more, in plain words. */
      isCertain: z.literal(true),
    })
    .transform(({ isCertain: _, ...interest }) => interest)
    .nullable()
    .default(null),
})

export async function shareAboutClient(c: Context, services: Services): Promise<Response> {
  const id = idOf(c, noSuchClient)
  const wanted = await bodyAs(c, sharingSchema)
  return c.json(await share(services, staffOf(c), id, wanted, telling(services, true)), 201)
}

export async function listSharings(c: Context, services: Services): Promise<Response> {
  return c.json({ sharings: await sharingsOf(services, staffOf(c), idOf(c, noSuchClient)) })
}
