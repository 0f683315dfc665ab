import { defineConfig } from 'drizzle-kit'

// Type stripping keeps `.ts` in imports; drizzle-kit reads the table files only.
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/**/*table.ts',
  out: './migrations',
})
