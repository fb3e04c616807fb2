/** What a processor calls itself to the kernel, and its numbers of system calls. */
type Abi = {
  readonly audit: number
  readonly clone: number
  /** Whether numbers from here on are another way to say the same calls. */
  readonly otherFrom?: number
  /** socket, socketpair, bind, connect, listen, accept, accept4 */
  readonly network: readonly number[]
  /** fork, vfork, where there are such calls */
  readonly forks: readonly number[]
  /** shmget, msgget, semget, mq_open: memory that no limit of one process holds */
  readonly sharedMemory: readonly number[]
  /** unshare, setns, mount, umount2, pivot_root, chroot, open_by_handle_at, name_to_handle_at */
  readonly places: readonly number[]
  /** ptrace, process_vm_readv, process_vm_writev, add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd */
  readonly others: readonly number[]
}

const abis: Readonly<Partial<Record<NodeJS.Architecture, Abi>>> = {
  x64: {
    audit: 0xc000_003e,
    clone: 56,
    otherFrom: 0x4000_0000,
    network: [41, 53, 49, 42, 50, 43, 288],
    forks: [57, 58],
    sharedMemory: [29, 68, 64, 240],
    places: [272, 308, 165, 166, 155, 161, 304, 303],
    others: [101, 310, 311, 248, 249, 250, 321, 298, 323],
  },
  arm64: {
    audit: 0xc000_00b7,
    clone: 220,
    network: [198, 199, 200, 203, 201, 202, 242],
    forks: [],
    sharedMemory: [194, 186, 190, 180],
    places: [97, 268, 40, 39, 41, 51, 265, 264],
    others: [117, 270, 271, 217, 218, 219, 280, 241, 282],
  },
}

/** Newer calls have one number everywhere: io_uring_setup, _enter, _register, open_tree, move_mount, fsopen, fspick, mount_setattr. */
const newer = [425, 426, 427, 428, 429, 430, 433, 442]
const clone3 = 435
/** Every CLONE_NEW… flag. */
const newNamespaces = 0x7e02_0080
/** The flag of CLONE_… for a thread, and no process of its own. */
const newThread = 0x0001_0000

const [load, ifEqual, ifAtLeast, ifAnyBit, answer] = [0x20, 0x15, 0x35, 0x45, 0x06]
const [numberAt, architectureAt, firstArgumentAt] = [0, 4, 16]
const [allow, kill, notPermitted, noSuchCall] = [0x7fff_0000, 0x8000_0000, 0x0005_0001, 0x0005_0026]

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number]

/**
 * A seccomp program, as `bwrap --seccomp` takes it, under which nothing opens a socket, gets itself new namespaces, looks into
 * other processes or becomes several, so that the limits of one process are those of all; undefined for a processor whose calls
 * are not known here.
 */
export function syscallFilter(architecture: NodeJS.Architecture): Buffer | undefined {
  const abi = abis[architecture]
  if (abi === undefined) return undefined
  const program: readonly Instruction[] = [
    [load, 0, 0, architectureAt],
    [ifEqual, 1, 0, abi.audit],
    [answer, 0, 0, kill],
    [load, 0, 0, numberAt],
    ...(abi.otherFrom === undefined ? [] : when(ifAtLeast, abi.otherFrom, notPermitted)),
    // The C library falls back to clone, whose flags can be seen.
    ...when(ifEqual, clone3, noSuchCall),
    ...[...abi.network, ...abi.forks, ...abi.sharedMemory, ...abi.places, ...abi.others, ...newer].flatMap(
      (call) => when(ifEqual, call, notPermitted),
    ),
    [ifEqual, 0, 5, abi.clone],
    [load, 0, 0, firstArgumentAt],
    ...when(ifAnyBit, newNamespaces, notPermitted),
    [ifAnyBit, 1, 0, newThread],
    [answer, 0, 0, notPermitted],
    [answer, 0, 0, allow],
  ]
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(jumpTrue, index * 8 + 2)
    bytes.writeUInt8(jumpFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  }
  return bytes
}

function when(test: number, value: number, result: number): Instruction[] {
  return [
    [test, 0, 1, value],
    [answer, 0, 0, result],
  ]
}
