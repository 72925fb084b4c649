/** An event that says no when asked to. */
export function preventable<Fields extends object>(
  fields: Fields,
): Fields & { preventDefault(): void; readonly defaultPrevented: boolean } {
  let prevented = false;
  return Object.assign(
    Object.defineProperty({}, 'defaultPrevented', { get: () => prevented }) as { readonly defaultPrevented: boolean },
    {
      ...fields,
      preventDefault() {
        prevented = true;
      },
    },
  );
}
