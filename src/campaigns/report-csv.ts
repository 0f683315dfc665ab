import { csvRecord } from '../catalog/csv-cell.ts'
import type { ArmReport, CampaignReport, Reasons } from './report.ts'

const HEADER = csvRecord(['arm', 'measure', 'detail', 'value'])

/**
 * The report as CSV, one figure a line: reasons differ from campaign to campaign, columns do not. No cell is a formula to a
 * spreadsheet.
 */
export function* reportCsv(report: CampaignReport): Generator<string> {
  yield HEADER
  for (const arm of report.arms) {
    for (const measure of Object.keys(arm) as (keyof ArmReport)[]) {
      if (measure !== 'arm') yield recordsOf(arm, measure)
    }
  }
  for (const { arm, against, ...figures } of report.lift) {
    for (const [measure, value] of Object.entries(figures)) {
      yield csvRecord([arm, `lift ${measure}`, `against ${against}`, value === null ? '' : String(value)])
    }
  }
}

function recordsOf(report: ArmReport, measure: Exclude<keyof ArmReport, 'arm'>): string {
  const value: number | string | null | Reasons = report[measure]
  if (!Array.isArray(value)) return csvRecord([report.arm, measure, '', value === null ? '' : String(value)])
  return value.map(({ reason, count }) => csvRecord([report.arm, measure, reason, String(count)])).join('')
}

export type MemberLine = {
  customerId: string
  position: number
  arm: string
  state: string
  reason: string | null
  draftId: string | null
  draftStatus: string | null
  deliveryId: string | null
  deliveryState: string | null
  deliveryReason: string | null
  sentAt: string | null
  outcomes: string | null
}

const COLUMNS = [
  'position',
  'customerId',
  'arm',
  'state',
  'reason',
  'draftId',
  'draftStatus',
  'deliveryId',
  'deliveryState',
  'deliveryReason',
  'sentAt',
  'outcomes',
] as const satisfies readonly (keyof MemberLine)[]

export const MEMBER_HEADER = csvRecord(COLUMNS)
export const memberRecord = (line: MemberLine): string =>
  csvRecord(COLUMNS.map((column) => (line[column] === null ? '' : String(line[column]))))
