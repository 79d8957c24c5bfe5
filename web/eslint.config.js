import hooks from 'eslint-plugin-react-hooks'
import typescript from 'typescript-eslint'

export default typescript.config(
  { ignores: ['dist', 'src/graphql/generated', 'node_modules'] },
  ...typescript.configs.strict,
  hooks.configs.flat.recommended,
  // The virtual list is not compiled, as its makers advise.
  { rules: { 'react-hooks/incompatible-library': 'off' } },
)
