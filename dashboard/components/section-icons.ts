import BookOpenText from '@lucide/svelte/icons/book-open-text'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import ClipboardList from '@lucide/svelte/icons/clipboard-list'
import FileChartColumn from '@lucide/svelte/icons/file-chart-column'
import Megaphone from '@lucide/svelte/icons/megaphone'
import MessagesSquare from '@lucide/svelte/icons/messages-square'
import ScanEye from '@lucide/svelte/icons/scan-eye'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import UsersRound from '@lucide/svelte/icons/users-round'

export const sectionIcons = {
  conversations: MessagesSquare,
  contacts: ClipboardList,
  clients: UsersRound,
  signals: Megaphone,
  figures: ChartColumn,
  reports: FileChartColumn,
  privacy: ShieldCheck,
  knowledge: BookOpenText,
  'access-log': ScanEye,
}
