import { expect, test } from 'vitest'
import { runCampaignInput } from './campaign-input.ts'

test('a campaign over 275 real people: everybody who was approved gets exactly that, the holdout nothing', async () => {
  const { result, faults } = await runCampaignInput()
  expect(faults).toEqual([])
  const { review } = result
  expect(result).toMatchObject({
    members: 275,
    delivered: review.lot.approved + review.approvedAlone,
    bodiesIdentical: true,
    foreignProducts: 0,
    mailsToHoldout: 0,
  })
  expect(Object.values(result.byArm).reduce((sum, count) => sum + count, 0)).toBe(275)
  expect(result.written).toBe(review.lot.population + review.approvedAlone + review.rejectedAlone)
  expect(review.plantedFound).toBe(review.plantedShown)
})
