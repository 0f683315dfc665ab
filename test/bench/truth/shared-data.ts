import { existsSync, readFileSync } from 'node:fs'

const SHARED = new URL('../../../../shared/', import.meta.url)

/** @throws Error in one clear sentence when the file is not there */
export function readShared(path: string): string {
  const file = new URL(path, SHARED)
  if (!existsSync(file)) {
    throw new Error(`This benchmark needs ${path} in the folder "shared" beside the project, and it is not there.`)
  }
  return readFileSync(file, 'utf8')
}

export const readSharedLines = <Row>(path: string): Row[] =>
  readShared(path)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)
