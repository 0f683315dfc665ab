#!/usr/bin/env node
'use strict'
// Written for any Node: it only starts the program with the one that the project brings.
var path = require('path')
var spawn = require('child_process').spawn

var root = path.join(__dirname, '..')
var node = path.join(path.dirname(require.resolve('node/package.json')), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
var child = spawn(node, [path.join(root, 'src/cli/main.ts')].concat(process.argv.slice(2)), { stdio: 'inherit' })
// A terminal sends Ctrl-C to both: the program decides what it means, and this waits for it.
process.on('SIGINT', function () {})
process.on('SIGTERM', function () {
  child.kill('SIGTERM')
})
child.on('error', function (error) {
  process.stderr.write('Foreword cannot start: ' + error.message + '. Run "npm ci" first.\n')
  process.exit(1)
})
child.on('exit', function (code) {
  process.exit(code === null ? 1 : code)
})
