# Ends a server and removes its folder as soon as standard input ends: when the JVM that holds the
# other end of the pipe has closed it, or is gone for whatever reason. Needs only a POSIX shell with
# test -ef, and /proc. Runs under the server's account.
folder=$1

# Ctrl-C at a terminal reaches the whole foreground group; this script must outlive the JVM.
trap '' HUP INT TERM QUIT PIPE
cd /

while read -r ignored; do :; done

# All processes of the server, launcher included, were started in its data folder and stay there.
find_members() {
  members=
  for process in /proc/[0-9]*; do
    if [ "$process/cwd" -ef "$folder/data" ]; then
      members="$members ${process#/proc/}"
    fi
  done
  [ -n "$members" ]
}

send() {
  # shellcheck disable=SC2086 -- one word for each process
  kill -s "$1" $members 2>/dev/null
}

# Immediate shutdown lets the server release its shared memory. It was possibly paused.
if find_members; then
  send QUIT
  send CONT
fi
rounds=0
while find_members && [ "$rounds" -lt 150 ]; do
  rounds=$((rounds + 1))
  sleep 0.02 2>/dev/null || sleep 1
done
while find_members; do
  send KILL
  sleep 0.02 2>/dev/null || sleep 1
done

# A killed server leaves its lock file, whose line 7 names a segment of shared memory.
if [ -r "$folder/data/postmaster.pid" ]; then
  line=0
  while read -r key segment; do
    line=$((line + 1))
    if [ "$line" -eq 7 ] && [ -n "$segment" ]; then
      ipcrm -m "$segment" 2>/dev/null
    fi
  done <"$folder/data/postmaster.pid"
fi

rm -rf "$folder"
