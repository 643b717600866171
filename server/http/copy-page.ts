import { html } from 'hono/html'
import type { Copy } from '../privacy/copy.ts'
import { texts } from '../texts.ts'
import { pageStyle } from './account-page.ts'

const say = texts('nl')

/** All that is kept of a person, as a page that can be read and printed without anything else. */
export function copyPage(copy: Copy) {
  const moment = new Intl.DateTimeFormat('nl', { dateStyle: 'long', timeZone: 'Europe/Amsterdam' })
  const inWords = (day: string | null) => (day ? moment.format(new Date(day)) : '–')
  return html`<!doctype html>
    <html lang="nl">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say('rights.copy.title')}</title>
        ${pageStyle}
      </head>
      <body>
        <h1>${say('rights.copy.title')}</h1>
        <p class="who">${inWords(copy.madeAt)}</p>
        ${copy.file.map(
          (file) =>
            html`<article>
              <p><strong>${file.name}</strong>, ${inWords(file.birthDate)}</p>
              <p>${say('rights.copy.number', { number: String(file.number) })}</p>
              <p>${say('rights.copy.lives', { municipality: file.municipality ?? '–' })}</p>
              <p>${say('rights.copy.reach', { reach: file.reach ?? '–' })}</p>
              <p>
                ${say('rights.copy.indication', {
                  law: file.law === 'wlz' ? 'Wlz' : 'Wmo',
                  from: inWords(file.indicationFrom),
                  until: inWords(file.indicationUntil),
                })}
              </p>
              ${
                file.representative
                  ? html`<p>${say('rights.copy.representative', { name: file.representative.name })}</p>`
                  : ''
              }
            </article>`,
        )}
        <h2>${say('rights.copy.consents')}</h2>
        ${copy.consents.map(
          ({ purpose, givenOn, withdrawnOn }) =>
            html`<p>
              ${say(`rights.copy.consent.${purpose}`)}: ${inWords(givenOn)}
              ${withdrawnOn ? say('rights.copy.withdrawn', { day: inWords(withdrawnOn) }) : ''}
            </p>`,
        )}
        <h2>${say('rights.copy.questions')}</h2>
        ${copy.supportQuestions.map(
          ({ startedOn, endedOn, aim, evaluation }) =>
            html`<article>
              <p class="who">${inWords(startedOn)} – ${inWords(endedOn)}</p>
              <p>${aim}</p>
              <p>${evaluation ?? ''}</p>
            </article>`,
        )}
        <h2>${say('rights.copy.contacts')}</h2>
        ${copy.contacts.map(
          ({ day, minutes, note }) =>
            html`<article>
              <p class="who">
                ${say('rights.copy.contact', { day: inWords(day), minutes: String(minutes) })}
              </p>
              <p>${note ?? ''}</p>
            </article>`,
        )}
        <h2>${say('rights.copy.conversations')}</h2>
        ${copy.conversations.map(
          ({ messages, handoffs, notes, rating }) =>
            html`${messages.map(({ author, speaker, text, createdAt }) =>
              said(`${speaker ?? say(`account.${author}`)}, ${inWords(createdAt)}`, [text]),
            )}
            ${handoffs.map(({ at, question, wants }) =>
              said(say('rights.copy.handoff', { day: inWords(at) }), [question, wants]),
            )}
            ${notes.map(({ at, text }) => said(say('rights.copy.note', { day: inWords(at) }), [text]))}
            ${
              rating
                ? said(say('rights.copy.rating', { score: String(rating.score) }), [rating.comment ?? ''])
                : ''
            }`,
        )}
        <h2>${say('rights.copy.sharings')}</h2>
        ${copy.sharings.map(({ to, what, sharedAt, vitalInterest }) =>
          said(say('rights.copy.sharing', { to, day: inWords(sharedAt) }), [
            what,
            vitalInterest?.reason ?? '',
          ]),
        )}
        <h2>${say('rights.copy.signals')}</h2>
        ${copy.signals.map(({ observedOn, provider, facts, bottleneck }) =>
          said(inWords(observedOn), [provider, ...Object.values(facts), bottleneck]),
        )}
        <h2>${say('rights.copy.requests')}</h2>
        ${copy.requests.map(({ number, receivedOn, words, identity, reason, answer }) =>
          said(say('rights.copy.request', { number: String(number), day: inWords(receivedOn) }), [
            words ?? '',
            identity ?? '',
            reason ?? '',
            answer ?? '',
          ]),
        )}
        ${copy.merges.map(({ at, reason }) => said(say('rights.copy.merge', { day: inWords(at) }), [reason]))}
        <h2>${say('rights.copy.left-out')}</h2>
        ${copy.leftOut.map((line) => html`<p>${line}</p>`)}
      </body>
    </html>`
}

const said = (heading: string, lines: readonly string[]) =>
  html`<article>
    <p class="who">${heading}</p>
    ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}
  </article>`
