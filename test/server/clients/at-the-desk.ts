import { afterAll, beforeAll } from 'vitest'
import type { ClientFile } from '../../../server/clients/file.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import type { DatabaseKind } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type NewStaff, type Staff } from '../../support/staff.ts'

export type Worker = Staff & { me: StaffMember }

/** An organisation at work on one database, with those who keep its clients. */
export class AtTheDesk {
  product!: Product
  anna!: Worker
  bram!: Worker
  cora!: Worker
  #days = 0

  constructor(kind?: DatabaseKind) {
    beforeAll(async () => {
      this.product = await newProduct(kind)
      this.anna = await this.worker({ firstName: 'Anna' })
      this.bram = await this.worker({ firstName: 'Bram' })
      this.cora = await this.worker({ firstName: 'Cora', role: 'coordinator' })
    })
    afterAll(async () => {
      await this.product.stop()
      await this.product.close()
    })
  }

  async worker(wanted: NewStaff): Promise<Worker> {
    const { role = 'supporter', firstName = 'Anna' } = wanted
    const staff = await loggedInStaff(this.product, { organisation: 'de-wegwijzer', ...wanted })
    const { staffId, organisationId, userId } = staff
    return { ...staff, me: { staffId, organisationId, userId, role, firstName } }
  }

  /** A day of birth that nobody has yet, and that is like nobody's. */
  newBirthDate(): string {
    this.#days += 1
    return new Date(Date.UTC(1930, 0, 1 + this.#days * 137)).toISOString().slice(0, 10)
  }

  add(client: object, by: Worker = this.anna) {
    return by.call('POST', '/api/v1/desk/clients', { law: 'wlz', ...client })
  }

  /** Somebody with a name of his own. */
  async newClient(otherwise: object = {}, by: Worker = this.anna): Promise<ClientFile> {
    const birthDate = this.newBirthDate()
    const { status, body } = await this.add(
      { name: `Cliënt Nr${birthDate}`, birthDate, isNew: true, ...otherwise },
      by,
    )
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body
  }
}

export const fileAt = ({ id }: { id: string }, verb = '') => `/api/v1/desk/clients/${id}${verb}`
