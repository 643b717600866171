import { fold } from '../answers/words.ts'
import type { rightsKind } from '../../db/schema.ts'

export type Right = (typeof rightsKind.enumValues)[number]

/** Who tells a whole story wants more than a button. */
const MOST_WORDS = 60

const DATA =
  '(?:ge?ge?e?ve?n?s?|persoonsgegevens?|privegegevens?|data|info|informatie|dos+iers?|gesprek(?:ken)?|gespre[ck]|chat(?:s|gesprek|jes?)?|berichte?n?(?:jes)?|account|profiel)'
const OWN = "(?:mij|me|mijn|mn|m'n|mezelf|ons|onze|ik|wij|my|mine)"
const ABOUT_ME = '(?:van|over|ovr|ove|v|about|on) (?:mij|me|ons|m|myself)'

const word = (pattern: string) => new RegExp(`(?<![\\p{L}])(?:${pattern})(?![\\p{L}])`, 'u')
const has =
  (...patterns: string[]) =>
  (text: string) =>
    patterns.every((pattern) => word(pattern).test(text))
const any =
  (...tests: ((text: string) => boolean)[]) =>
  (text: string) =>
    tests.some((test) => test(text))

const erases =
  '(?:uit)?wis(?:sen|t)?(?: die)?|gewist|verwijder(?:en|t|d)?|verwij?der(?:en)?|verweider(?:en)?|delete?(?:n|d|ten)?|(?:weg ?)gooien|gooi|vernietig(?:en|d|t)?|haal|weghalen|erase|remove|opruimen|schoon'
const copies =
  'kopie(?:tje|en)?|kopy|copy|copie|afschrift(?:en)?|download(?:en|t)?|export(?:eren)?|uitdraai(?:en|tje)?|printje|uitprinten|printen|meenemen'
const shows =
  'inzage|inzien|in zien|inkijken|bekijken|toon|tonen|laat|laten|zien|opvragen|opvraag|vraag|show|see|weten|avg'
const keeps =
  'weet|weten|bewaart|bewaren|bewaar|hebt|heb|hebben|heeft|heef|staat|staan|slaat|slaan|opgeslagen|onthoudt|onthouden|kennen|kent|have|know|store|keep'
const mends =
  'verbeter(?:en|d|t)?|corrigeer|corrigeren|corrigeert|correctie|correct|aanpassen|pas|wijzig(?:en|t)?|verander(?:en|t|d)?|rechtzetten|klop(?:t|pen)|verkeerd|fout(?:en|e)?|onjuist'
const objects = 'bezwaar|bezwaren|beswaar|bezwar|object|objection'
const uses =
  'gegevens?|data|privacy|dossier|bewaren|bewaart|opslaan|opslag|gebruik(?:en|t)?|delen|deelt|doorgeven|verwerk(?:en|t|ing)?'
/** Objecting to a decision is another matter: a question about the help, for the assistant. */
const decides =
  'besluit(?:en)?|beschikking(?:en)?|beslissing(?:en)?|indicatie|ciz|gemeente|zorgkantoor|wmo|wlz|budget|pgb|rekening(?:en)?|factuur|brief|afwijzing|afgewezen|cak|rechter|beroep'

const tests: [Right, (text: string) => boolean][] = [
  [
    'objection',
    (text) =>
      any(has(objects, uses), has('niet (?:mee eens|akkoord)', uses, OWN))(text) && !has(decides)(text),
  ],
  [
    'erasure',
    any(
      has(erases, DATA, `${OWN}|alles|dit|deze|die|het`),
      has('(?:wis|verwijder|delete|erase) (?:mij|me|mijn|alles|dit|alle?s? .{0,12}(?:van|over) (?:mij|me))'),
      has('vergeet (?:mij|me)', `${OWN}`),
      has('recht (?:op|om) verget(?:en|elheid).*'),
      has(erases, ABOUT_ME),
    ),
  ],
  ['copy', any(has(copies, DATA), has(copies, ABOUT_ME))],
  [
    'correction',
    (text) =>
      has(mends, `${DATA}|naam|adres|geboortedatum|telefoonnummer`, OWN)(text) &&
      has('ge?ge?e?ve?n?s?|persoonsgegevens?|dos+ier|data|naam|adres|geboortedatum|telefoonnummer')(text),
  ],
  [
    'access',
    any(
      has('welke|wat|wa|watvoor|hoeveel|what|which', keeps, ABOUT_ME),
      has('welke|wat|wa|watvoor', DATA, ABOUT_ME),
      has(
        shows,
        `(?:mijn|mn|m'n|me|eigen|my) (?:eigen )?(?:persoonlijke )?${DATA}|${DATA} (?:die )?(?:jullie |u )?(?:.{0,12} )?${ABOUT_ME}`,
      ),
      has(`(?:^|avg )(?:mijn|mn|my) (?:ge?ge?e?ve?n?s?|data)$`),
    ),
  ],
]

const STOP =
  /^(?:(?:ik )?(?:wil )?(?:nu )?stop(?:pen|t)?|stop(?:pen)?(?: (?:nu|maar|ermee|er mee|hiermee|hier mee|aub|alsjeblieft|alstublieft|a u b|met (?:praten|chatten|typen|antwoorden|deze chat|dit gesprek|dit)|deze chat|dit gesprek|de chat|chat|bot|it|please))+|ik (?:wil|ga) (?:nu )?stoppen(?: met (?:deze chat|dit gesprek|chatten|praten|de chat|dit))?|(?:hou|houd|hou nou|houdt)(?: maar| nou)? op|laat (?:me|mij) met rust|geen berichten meer|stuur (?:me |mij )?(?:niks|niets|geen berichten) meer|(?:uit|af)schrijven|unsubscribe|einde gesprek|sluit (?:deze |dit |de )?(?:chat|gesprek)(?: af)?|chat sluiten|gesprek (?:sluiten|stoppen|beeindigen)|quit|exit|stop\s?stop(?: stop)*)$/u

/** What somebody wants with what is kept of him, in however few or odd words; null when he asks something else. */
export function rightIn(message: string): Right | null {
  const text = plain(message)
  if (STOP.test(text)) return 'stop'
  if (text.split(' ').length > MOST_WORDS) return null
  return tests.find(([, test]) => test(text))?.[0] ?? null
}

const BARE_OBJECTION =
  /^(?:ik )?(?:wil |zou |maak |heb |dien )?(?:graag )?(?:een )?(?:bezwaar|beswaar|bezwar)(?: maken| hebben| in| indienen)?$/u

/** He objects, and does not say to what. */
export const isBareObjection = (message: string) => BARE_OBJECTION.test(plain(message))

const RESUME =
  /^(?:verder(?: praten)?|ga (?:maar )?(?:weer )?(?:door|verder)|start|begin|opnieuw|weer praten|continue|resume|go on)$/u

/** He who stopped the assistant wants it back. */
export const isResuming = (message: string) => RESUME.test(plain(message))

function plain(message: string): string {
  return fold(message)
    .replaceAll(/[^\p{L}\p{N}'\s]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}
