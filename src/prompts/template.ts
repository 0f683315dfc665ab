import Handlebars from 'handlebars'
import type { z } from 'zod'
import { jsonLine } from './clean-data.ts'
import { elementOf, isHarmless, type Place, placeAt } from './schema-path.ts'

export type Fault = { line: number; message: string }
export type Template = { ok: true; render(data: unknown): string } | { ok: false; faults: Fault[] }

const BLOCKS = ['if', 'unless', 'each']
const LOOP_VARIABLES = ['index', 'first', 'last']

const handlebars = hardened()

/** An environment of our own: nobody else can register into it, and what could reach beyond the data is taken out. */
function hardened(): typeof Handlebars {
  const own = Handlebars.create()
  for (const name of Object.keys(own.helpers)) if (!BLOCKS.includes(name)) own.unregisterHelper(name)
  for (const name of Object.keys(own.decorators)) own.unregisterDecorator(name)
  own.registerHelper('json', (data: unknown) => jsonLine(data))
  return own
}

/**
 * Compiles one section of a prompt file. Takes `{{json path}}`, `{{path}}` of numbers, booleans and words of a closed list, and the blocks
 * `if`, `unless`, `each`; every path must lead to a field of `schema`. Faults count lines from `firstLine`, the section's place in its file.
 */
export function compileTemplate(source: string, schema: z.ZodObject, firstLine: number): Template {
  let program: hbs.AST.Program
  try {
    // Empty lines in front make the parser count as the file does.
    program = handlebars.parse('\n'.repeat(firstLine - 1) + source)
  } catch (error) {
    return { ok: false, faults: [syntaxFault(error, firstLine)] }
  }
  const faults: Fault[] = []
  checkProgram(program, { place: { schema, nullable: false }, inLoop: false, faults })
  if (faults.length > 0) return { ok: false, faults: faults.toSorted((a, b) => a.line - b.line) }
  // Not `strict`: every path is known to exist, and one that leads through a null is null, not an error.
  const run = handlebars.compile(program, {
    noEscape: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: { json: true, if: true, unless: true, each: true },
  })
  const safe = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false, partials: {}, decorators: {} }
  return { ok: true, render: (data) => run(data, safe).trim() }
}

type Scope = { place: Place; inLoop: boolean; faults: Fault[] }

function checkProgram(program: hbs.AST.Program | undefined, scope: Scope): void {
  if (program === undefined) return
  if ((program.blockParams ?? []).length > 0) refuse(program, 'block parameters ("as |x|") are not allowed', scope)
  for (const statement of program.body) checkStatement(statement, scope)
}

function checkStatement(statement: hbs.AST.Statement, scope: Scope): void {
  if (isNode<hbs.AST.MustacheStatement>(statement, 'MustacheStatement')) return checkMustache(statement, scope)
  if (isNode<hbs.AST.BlockStatement>(statement, 'BlockStatement')) return checkBlock(statement, scope)
  if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
    refuse(statement, `${statement.type} is not allowed`, scope)
  }
}

function checkMustache(statement: hbs.AST.MustacheStatement, scope: Scope): void {
  if (!statement.escaped) return refuse(statement, 'triple-stash and {{& }} are not allowed', scope)
  if (statement.params.length === 0 && statement.hash === undefined) {
    const place = checkPath(statement.path, scope)
    if (place !== null && place !== 'loop variable' && !isHarmless(place)) {
      refuse(statement, `{{${nameOf(statement.path)}}} can hold free text or null: write {{json …}}`, scope)
    }
    return
  }
  if (nameOf(statement.path) !== 'json') {
    return refuse(statement, `the helper "${nameOf(statement.path)}" is not allowed here`, scope)
  }
  checkOnlyParameter(statement, scope)
}

function checkBlock(block: hbs.AST.BlockStatement, scope: Scope): void {
  const name = nameOf(block.path)
  if (!BLOCKS.includes(name)) return refuse(block, `the block "${name}" is not allowed`, scope)
  const place = checkOnlyParameter(block, scope)
  checkProgram(block.inverse, scope)
  if (name !== 'each') return checkProgram(block.program, scope)
  if (place === null) return
  const element = place === 'loop variable' ? null : elementOf(place)
  if (element === null) return refuse(block, `{{#each}} needs a list, "${nameOf(block.params[0])}" is none`, scope)
  checkProgram(block.program, { ...scope, place: element, inLoop: true })
}

function checkOnlyParameter(call: hbs.AST.MustacheStatement | hbs.AST.BlockStatement, scope: Scope) {
  const [parameter] = call.params
  if (parameter === undefined || call.params.length > 1 || call.hash !== undefined) {
    refuse(call, `"${nameOf(call.path)}" takes exactly one path`, scope)
    return null
  }
  return checkPath(parameter, scope)
}

function checkPath(node: hbs.AST.Node, scope: Scope): Place | 'loop variable' | null {
  if (!isNode<hbs.AST.PathExpression>(node, 'PathExpression')) {
    refuse(node, 'only a path can stand here', scope)
    return null
  }
  if (node.depth > 0) {
    refuse(node, `"${node.original}" leaves its block: ../ is not allowed`, scope)
    return null
  }
  if (node.data) {
    if (scope.inLoop && node.parts.length === 1 && LOOP_VARIABLES.includes(node.parts[0] ?? '')) return 'loop variable'
    refuse(node, `"${node.original}" is not allowed`, scope)
    return null
  }
  const place = placeAt(scope.place, node.parts)
  if (place === null) refuse(node, `"${node.original}" is not in the brief`, scope)
  return place
}

const refuse = (node: hbs.AST.Node, message: string, scope: Scope): void =>
  void scope.faults.push({ line: node.loc.start.line, message })

const nameOf = (node: hbs.AST.Node | undefined): string =>
  node !== undefined && 'original' in node ? String(node.original) : ''

function isNode<N extends hbs.AST.Node>(node: hbs.AST.Node, type: string): node is N {
  return node.type === type
}

function syntaxFault(error: unknown, firstLine: number): Fault {
  const message = error instanceof Error ? error.message : String(error)
  const [first = '', ...more] = message.split('\n')
  const line = /on line (\d+)/.exec(first)?.[1] ?? / - (\d+):\d+$/.exec(first)?.[1] ?? firstLine
  return { line: Number(line), message: `Handlebars: ${[first, more.at(-1)].filter(Boolean).join(' ')}` }
}
