import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import docusign from 'docusign-esign'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import rehearse from './rehearsal.ts'
import definition from './sandbox/sandbox.ts'

const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!HAS_OPENSSL)("DocuSign's own SDK against the sandbox (needs openssl for a certificate)", () => {
  const dir = mkdtempSync(join(tmpdir(), 'gantry-docusign-sdk-'))
  const { settings, config } = rehearse()
  let sandbox: RunningSandbox
  let front: https.Server
  const trusted = https.globalAgent.options.ca

  // The SDK knows no address but https: a certificate of our own stands before the sandbox.
  beforeAll(async () => {
    sandbox = await startSandbox(definition, { port: 0, dir: join(dir, 'books'), settings })
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...about], {
      stdio: 'ignore',
    })
    front = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
      const { method, url, headers } = incoming
      const onward = request(`${sandbox.url}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(onward)
    })
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
    https.globalAgent.options.ca = readFileSync(cert)
  })
  afterAll(async () => {
    https.globalAgent.options.ca = trusted
    front.closeAllConnections()
    front.close()
    await sandbox.close()
    rmSync(dir, { recursive: true })
  })

  test('gets a token by JWT grant over TLS, sends an envelope, finds it and withdraws it', async () => {
    const { port } = front.address() as { port: number }
    const host = `localhost:${port}`
    const client = new docusign.ApiClient()
    client.setOAuthBasePath(host)
    client.setBasePath(`https://${host}/restapi`)
    client.setOAuthBasePath(host)
    const { integrationKey, userId, accountId } = settings
    const key = Buffer.from(String(config('').privateKey))
    const scopes = ['signature', 'impersonation']
    const { body } = await client.requestJWTUserToken(integrationKey!, userId!, scopes, key, 600)
    client.addDefaultHeader('Authorization', `Bearer ${body.access_token}`)
    expect((await client.getUserInfo(body.access_token)).accounts[0].accountId).toBe(accountId)

    const envelopes = new docusign.EnvelopesApi(client)
    const sent = await envelopes.createEnvelope(accountId!, {
      envelopeDefinition: {
        status: 'sent',
        emailSubject: 'Please sign',
        documents: [{ documentId: '1', name: 'Quote', fileExtension: 'txt', documentBase64: 'UXVvdGU=' }],
        recipients: {
          signers: [{ recipientId: '1', routingOrder: '1', name: 'Maria', email: 'maria@alfreds.example' }],
        },
        customFields: {
          textCustomFields: [{ name: 'gantry_reference', value: 'SDK-1', show: 'false', required: 'false' }],
        },
      },
    })
    expect(sent.status).toBe('sent')
    const id = sent.envelopeId!
    expect((await envelopes.getEnvelope(accountId!, id)).emailSubject).toBe('Please sign')
    const found = await envelopes.listStatusChanges(accountId!, {
      fromDate: '2020-01-01T00:00:00Z',
      customField: 'gantry_reference=SDK-1',
    })
    expect(found.envelopes?.map(({ envelopeId }) => envelopeId)).toEqual([id])
    await envelopes.update(accountId!, id, { envelope: { status: 'voided', voidedReason: 'A mistake' } })
    const withdrawn = await envelopes.getEnvelope(accountId!, id)
    expect([withdrawn.status, withdrawn.voidedReason]).toEqual(['voided', 'A mistake'])
    const again = envelopes.update(accountId!, id, { envelope: { status: 'voided', voidedReason: 'Again' } })
    await expect(again).rejects.toMatchObject({
      response: { status: 400, data: { errorCode: 'ENVELOPE_CANNOT_VOID_INVALID_STATE' } },
    })
  })

  test('an assertion by another key, for another user or for another server gets no token', async () => {
    const { port } = front.address() as { port: number }
    const client = new docusign.ApiClient()
    client.setOAuthBasePath(`localhost:${port}`)
    const stranger = Buffer.from(String(rehearse().config('').privateKey))
    const ours = Buffer.from(String(config('').privateKey))
    const { integrationKey, userId } = settings
    const ask = (key: Buffer, user: string, scopes = ['signature', 'impersonation']) =>
      client.requestJWTUserToken(integrationKey!, user, scopes, key, 600).then(
        () => 'granted',
        (error: { response: { data: { error: string } } }) => error.response.data.error,
      )
    expect(await ask(stranger, userId!)).toBe('invalid_grant')
    expect(await ask(ours, 'somebody-else')).toBe('invalid_grant')
    expect(await ask(ours, userId!, ['signature'])).toBe('consent_required')
    expect(await ask(ours, userId!)).toBe('granted')
  })
})
