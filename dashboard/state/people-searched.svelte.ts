/**
 * What was last searched among the clients, for who comes back from a file. A name or a day of birth is never in the
 * address: that stays in the browser's history and in the logs of servers.
 */
export class PeopleSearched {
  words = $state('')
}
