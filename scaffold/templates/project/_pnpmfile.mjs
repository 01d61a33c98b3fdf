/** The catalogue serves Scalar's browser bundle, which holds all it needs: its packages would add some 200 MB. */
const readPackage = (manifest) => {
  if (manifest.name === '@scalar/api-reference') manifest.dependencies = {}
  return manifest
}

export const hooks = { readPackage }
