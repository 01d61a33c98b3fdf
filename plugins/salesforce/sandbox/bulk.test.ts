import { Connection } from '@jsforce/jsforce-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openOrg, type TestOrg } from '../test-org.ts'

let org: TestOrg
let jsforce: Connection

beforeEach(async () => {
  org = await openOrg()
  jsforce = new Connection({
    version: '62.0',
    loginUrl: org.url,
    oauth2: { loginUrl: org.url, clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  })
  await jsforce.authorize({ grant_type: 'client_credentials' })
  jsforce.bulk2.pollInterval = 5
})
afterEach(() => org.close())

describe('Bulk API 2.0 driven by jsforce', () => {
  test('upserts by an external id, each record by itself', async () => {
    await jsforce.sobject('Account').create({ Name: 'Old', Gantry_Reference__c: 'C-1', Phone: '555' })
    const done = await jsforce.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'upsert',
      externalIdFieldName: 'Gantry_Reference__c',
      input: [
        { Gantry_Reference__c: 'C-1', Name: 'New', Phone: '' },
        { Gantry_Reference__c: 'C-2', Name: 'Second', Phone: '2' },
        { Gantry_Reference__c: 'C-3', Name: '', Phone: '3' },
      ],
    })
    expect(done.successfulResults).toMatchObject([
      { sf__Created: 'false', Gantry_Reference__c: 'C-1' },
      { sf__Created: 'true', Gantry_Reference__c: 'C-2', sf__Id: expect.stringMatching(/^001/) },
    ])
    expect(done.failedResults).toMatchObject([
      { Gantry_Reference__c: 'C-3', sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --' },
    ])
    const { records } = await jsforce.query('SELECT Name, Phone FROM Account ORDER BY Gantry_Reference__c')
    // An empty cell leaves what is there.
    expect(records).toMatchObject([
      { Name: 'New', Phone: '555' },
      { Name: 'Second', Phone: '2' },
    ])
  })

  test('names parents by their external id, empties with #N/A, deletes by id', async () => {
    await jsforce.sobject('Account').create({ Name: 'A', Gantry_Reference__c: 'C-1', Phone: '555' })
    const load = (object: string, operation: 'insert' | 'update' | 'delete', input: Record<string, string>[]) =>
      jsforce.bulk2.loadAndWaitForResults({ object, operation, input })
    const contacts = await load('Contact', 'insert', [
      { LastName: 'Doe', 'Account.Gantry_Reference__c': 'C-1' },
      { LastName: 'Roe', 'Account.Gantry_Reference__c': 'C-9' },
    ])
    expect(contacts.successfulResults).toHaveLength(1)
    expect(contacts.failedResults[0]!.sf__Error).toMatch(/^INVALID_FIELD:Foreign key external ID: C-9 not found/)
    const { records } = await jsforce.query<{ Id: string }>('SELECT Id FROM Account')
    await load('Account', 'update', [{ Id: records[0]!.Id, Phone: '#N/A' }])
    expect((await jsforce.query('SELECT Phone FROM Account')).records).toMatchObject([{ Phone: null }])
    await load('Account', 'delete', [{ Id: records[0]!.Id }])
    expect((await jsforce.query('SELECT Id FROM Account')).totalSize).toBe(0)
    const all = await jsforce.query('SELECT Id, IsDeleted FROM Account', { scanAll: true })
    expect(all.records).toMatchObject([{ Id: records[0]!.Id, IsDeleted: true }])
  })

  test('an unknown column fails the job, and an aborted one gives its rows back', async () => {
    const job = jsforce.bulk2.createJob({ operation: 'insert', object: 'Account' })
    await job.open()
    await job.uploadData([{ Name: 'A' }])
    await job.abort()
    expect(await job.check()).toMatchObject({ state: 'Aborted' })
    expect(await job.getUnprocessedRecords()).toMatchObject([{ Name: 'A' }])
    await expect(
      jsforce.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: [{ Nome: 'A' }] }),
    ).rejects.toThrow(/Field name not found : Nome/)
    expect(org.books.size('Account')).toBe(0)
  })

  test('survives a restart in the middle', async () => {
    const job = jsforce.bulk2.createJob({ operation: 'insert', object: 'Account' })
    await job.open()
    await job.uploadData([{ Name: 'A' }])
    await job.close()
    await org.reopen()
    expect(org.books.find<{ state: string }>('_jobs', () => true)).toMatchObject({ state: 'UploadComplete' })
  })
})
