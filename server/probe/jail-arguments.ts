import { lstat, readlink } from "node:fs/promises"

/** Where a jailed program finds the one film that it sees. */
export const jailedFilm = "/film"

/** Address space, processor time, files, threads: plenty for one frame of a film of 8K, and no core, nor any file written. */
const limits = ["--as=1610612736", "--cpu=60", "--nofile=32", "--nproc=32", "--core=0", "--fsize=0"]
/** Nobody: a user that owns nothing. */
export const nobody = "65534"
/** The descriptors by which bubblewrap is told the filter, tells its process, and waits. */
export const [filterFd, infoFd, waitFd] = [3, 4, 5]

/** The libraries that programs are loaded with. */
const libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
const loading = ["/etc/ld.so.cache", "/etc/alternatives"]

/** The programs that a jail is made with. Where the server is root, setpriv makes it nobody; else bubblewrap's only user is nobody. */
export type JailPrograms = {
  readonly bwrap: string
  readonly nice: string
  readonly prlimit: string
  readonly setpriv: string | undefined
}

/** The arguments of bubblewrap that lock a program in with one film. */
export function jailArguments(
  { prlimit, setpriv }: JailPrograms,
  libraryArgs: readonly string[],
  {
    program,
    args,
    film,
  }: { readonly program: string; readonly args: readonly string[]; readonly film: string },
): string[] {
  const own = [program, prlimit, ...(setpriv === undefined ? [] : [setpriv])]
  return [
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--hostname", "jail"],
    ...["--seccomp", String(filterFd), "--cap-drop", "ALL", "--clearenv", "--setenv", "LC_ALL", "C"],
    ...(setpriv === undefined ? ["--uid", nobody, "--gid", nobody] : asRoot),
    ...libraryArgs,
    ...own.flatMap((path) => ["--ro-bind", path, path]),
    ...["--ro-bind", film, jailedFilm, "--remount-ro", "/", "--chdir", "/", "--"],
    ...(setpriv === undefined ? [] : [setpriv, ...becomeNobody]),
    ...[prlimit, ...limits, "--", program, ...args],
  ]
}

/** Root's bubblewrap waits until its users are mapped, and keeps what setpriv needs for a moment. */
const asRoot = [
  ...["--info-fd", String(infoFd), "--userns-block-fd", String(waitFd)],
  ...["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_DAC_READ_SEARCH"].flatMap((cap) => ["--cap-add", cap]),
]

/** All that is left is that it may read the film, whoever owns it. */
const onlyReads = "-all,+dac_read_search"
const becomeNobody = [
  ...[`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--no-new-privs"],
  ...[`--inh-caps=${onlyReads}`, `--ambient-caps=${onlyReads}`, `--bounding-set=${onlyReads}`, "--"],
]

/** The arguments that show a program its libraries. */
export async function libraryArgs(): Promise<string[]> {
  const args = loading.flatMap((path) => ["--ro-bind-try", path, path])
  for (const path of libraries) {
    const found = await lstat(path).catch(() => undefined)
    if (found?.isSymbolicLink()) args.push("--symlink", await readlink(path), path)
    else if (found !== undefined) args.push("--ro-bind", path, path)
  }
  return args
}
