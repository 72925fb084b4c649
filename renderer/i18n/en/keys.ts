export const keys = {
  keys: {
    title: 'Keys and recovery kit',
    about:
      'Encrypted backups are opened by the key of this machine and by a recovery kit that is kept somewhere else: on paper, on a stick, in a safe.',
    none: 'There is no key yet. Make a recovery kit first; the key of this machine is made with the first plan that is encrypted for keys.',
    list: 'Keys',
    role: { device: 'This machine', recovery: 'Recovery kit', imported: 'Imported' },
    form: { x25519: 'X25519', hybrid: 'Post-quantum' },
    unknown: 'Another recipient',
    made: 'Made',
    active: 'In use',
    retired: 'Only opens older backups',
    proved: 'Proved by a drill',
    notProved: 'Not proved yet',
    recipient: 'Recipient',
    kind: 'Kind of key',
    makeKit: 'Make a recovery kit',
    makeKitTitle: 'Make a new recovery kit?',
    makeKitText:
      'It takes the place of the kit there is. Keep that one: it opens the backups made until now. Backups from now on need the new one.',
    makeKey: 'Make a key of this machine',
    rotate: 'Replace the key of this machine',
    rotateTitle: 'Replace the key of this machine?',
    rotateText:
      'New backups are encrypted for the new key. The old one stays and opens the older backups, until they are encrypted anew with “lifeboat reencrypt --all”.',
    lies: 'There is a recovery kit on this machine',
    liesText:
      'Open the page, print it, put it away from this machine, and delete both files. Whoever has one of them can read the backups.',
    page: 'Page to print',
    text: 'Text for age',
    prove: 'Prove it by a drill',
    proveText: 'A drill opens the newest backup with nothing but this kit.',
    proving: 'The drill has begun.',
    seeDrill: 'See the drill',
  },
};
