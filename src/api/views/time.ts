/** ms since 1970 → ISO 8601, the one form of time in the API. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
