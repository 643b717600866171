import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'

/** What happened longer ago than this is no news: mail that was switched on later begins with today. */
const STILL_NEWS = sql`interval '1 day'`

/**
 * Decides once for each step whom to tell of it by mail: of a client who waits, supporters whose desk is closed (when
 * all are away, who coordinates; of danger, everybody); of a transfer or a mention, whom it concerns; of a term that
 * runs out, who coordinates.
 */
export async function gatherNotices(db: Db): Promise<void> {
  await db.execute(sql`
    with news as (
      update steps set noticed_at = now()
      where noticed_at is null and created_at > now() - ${STILL_NEWS}
      returning id, organisation_id, conversation_id, kind, staff_id, concerns
    )
    insert into mail_notices (step_id, staff_id, organisation_id)
    select news.id, member.id, news.organisation_id
    from news
    join conversations on conversations.id = news.conversation_id
    join staff as member on member.organisation_id = news.organisation_id
    where member.removed_at is null and member.mail_notices
      and member.id is distinct from news.staff_id
      and case
        when news.kind in ('handed_off', 'released') or (news.kind = 'reopened' and news.staff_id is null) then
          coalesce(member.present_until < now(), true)
          and (conversations.urgent or (member.absent_since is null and (
            member.role = 'supporter' or not exists (
              select 1 from staff as other
              where other.organisation_id = news.organisation_id and other.role = 'supporter'
                and other.removed_at is null and other.absent_since is null
            )
          )))
        when news.kind in ('transferred', 'note') then
          member.id = any(news.concerns)
          or exists (
            select 1 from team_members
            where team_members.staff_id = member.id and team_members.team_id = any(news.concerns)
          )
        when news.kind in ('warned_half', 'warned_most', 'sign_of_life', 'late') then member.role <> 'supporter'
        else false
      end
    on conflict do nothing`)
}
