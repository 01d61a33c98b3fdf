import { Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class AuditVerify extends GantryCommand {
  static override summary = 'Hold the audit log against the signed heads that were exported from it.'
  static override description =
    'Reads the database itself, and needs no running API. 0: nothing is wrong; 1: each finding is named.'
  static override examples = [
    '<%= config.bin %> audit verify',
    '<%= config.bin %> audit verify --heads /mnt/worm/audit-heads.jsonl --keys audit.pub',
  ]
  static override flags = {
    heads: Flags.string({ description: 'The exported heads; those of this project where absent.' }),
    keys: Flags.string({ description: 'The public keys that may have signed them, as PEM.' }),
    database: Flags.string({ description: 'Its address; DATABASE_URL or the embedded one where absent.' }),
  }

  async run() {
    const { flags } = await this.parse(AuditVerify)
    const { join } = await import('node:path')
    const { readHeads } = await import('@gantry/core/security/audit/head')
    const { openDatabase } = await import('@gantry/core/database/database')
    const { verifyAudit } = await import('@gantry/core/security/audit/verification')
    const { auditFiles, readPublicKeys } = await import('../../audit-key.ts')
    const { runningDatabase } = await import('../../database/running.ts')
    const { projectRoot } = await import('../../project.ts')
    const { Refusal } = await import('../../refusal.ts')
    const files = auditFiles(join(projectRoot(), '.gantry'))
    const keys = await readPublicKeys(flags.keys ?? files.publicKeys)
    const heads = await readHeads(flags.heads ?? files.heads)
    const { db, close } = openDatabase(flags.database ?? runningDatabase(projectRoot()), { max: 1, answerWithinMs: 0 })
    try {
      const found = await verifyAudit(db, { heads, keys }).catch((error: { code?: string; message: string }) => {
        if (error.code !== '42P01' && error.code !== '3F000') throw error
        throw new Refusal('This database has no audit log.', 'Start Gantry on it once: npx -y pnpm@12 start')
      })
      this.log(
        `${found.links} acts in the chain, ${found.covered} of them under a signed head` +
          `${found.pending > 0 ? `, ${found.pending} not taken in yet` : ''}.`,
      )
      for (const { kind, sentence } of found.findings) this.log(`${kind}: ${sentence}`)
      if (found.otherLogs.length > 0)
        this.log(
          `The heads tell of ${found.otherLogs.length} other logs too: databases before this one, or in its place.`,
        )
      if (found.links > 0 && found.covered === 0)
        this.log('No signed head covers any of it: the chain speaks for itself alone.')
      if (found.findings.length === 0) this.log('Nothing was changed, removed, put in or reordered.')
      else process.exitCode = 1
      return found
    } finally {
      await close()
    }
  }
}
