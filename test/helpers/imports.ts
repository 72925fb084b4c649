import { posix } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'vite';

export interface Import {
  readonly from: string;
  /** A path from the top of the repository for a file, the specifier itself for a package. */
  readonly to: string;
  readonly isFile: boolean;
}

/** Every import of one file: static, re-export, dynamic and in a type position. */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return specifiers(program).map((specifier) => {
    const isFile = specifier.startsWith('.') || specifier.startsWith('/');
    return { from: file, to: isFile ? posix.join(posix.dirname(file), specifier) : specifier, isFile };
  });
}

function specifiers(program: ESTree.Program): string[] {
  const found: string[] = [];
  const note = (source: ESTree.Expression | null) => {
    if (source !== null) found.push(textOf(source));
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source),
    ExportNamedDeclaration: (node) => note(node.source),
    ExportAllDeclaration: (node) => note(node.source),
    ImportExpression: (node) => note(node.source),
    TSImportType: (node) => note(node.source),
    TSExternalModuleReference: (node) => note(node.expression),
  }).visit(program);
  return found;
}

/** An import that is computed cannot be checked, so it reads as one of an unknown package. */
function textOf(source: ESTree.Expression): string {
  return source.type === 'Literal' && typeof source.value === 'string' ? source.value : '<computed>';
}
