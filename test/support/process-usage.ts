import { readFileSync } from 'node:fs'

/** Clock ticks a second, as Linux counts process times on every common machine. */
const TICKS = 100

/** Processor time that a process has used so far, in milliseconds, its threads included. Linux only. */
export function cpuMsOf(pid: number): number {
  // The name in brackets may hold blanks, so fields are counted from behind it: utime and stime are 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}

/** The most memory that a process ever held, in MiB. Linux only. */
export function peakRssMbOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
