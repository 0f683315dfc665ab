import { TextField } from './fields.ts'

/** Where a review stands: nothing or `own` is our own site, anything else is somebody else's. */
export const siteField = { site: TextField }

export const partyOfSite = (properties: { site?: string | undefined }): 'first' | 'third' =>
  properties.site === undefined || properties.site.trim().toLowerCase() === 'own' ? 'first' : 'third'
