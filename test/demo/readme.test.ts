import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const readme = read('README.md')
const settings = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name!)

test('README and .env.example name every setting, and no other', () => {
  expect(settings).toContain('WORKER_CONCURRENCY')
  const example = [...read('.env.example').matchAll(/^#([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
  expect(new Set(example)).toEqual(new Set(settings))
  const table = readme.split('## Configuration')[1]!.split('\n## ')[0]!
  const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => cell!.match(/[A-Z_]{2,}/g))
  expect(new Set(rows)).toEqual(new Set(settings))
})

test('every file that the README names is there', () => {
  const paths = [...readme.matchAll(/`((?:src|test|prompts|migrations|openapi)\/[\w./-]*)`/g)].map(([, path]) => path!)
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
})

test('every command that the README names is a script', () => {
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
  const named = [...readme.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short!)
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter((name) => !scripts.includes(name))).toEqual([])
})

test('every constraint and trigger that the README names is in the migrations', () => {
  const rules = readme.split('## What is guaranteed')[1]!.split('\n## ')[0]!
  const names = [
    // PostgreSQL itself names primary keys.
    ...rules.matchAll(
      /`((?:budgets|campaigns|decisions|deliveries|drafts|lots|outcomes|revisions|sender_pauses|signal_objections|signals|suppressions)_(?!pkey)\w+)`/g,
    ),
  ].map(([, name]) => name!)
  expect(names.length).toBeGreaterThan(8)
  const sql = readdirSync(new URL('../../migrations/', import.meta.url))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => read(`migrations/${file}`))
    .join('\n')
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(sql))).toEqual([])
})
