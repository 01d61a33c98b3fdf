export const overview = `x\n`
