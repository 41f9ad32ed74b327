// Judges an export of Redress with golang.org/x/mod/sumdb, which knows nothing of Redress:
//
//	sumdb check DIRECTORY            the signed notes, the tree hashes, a proof, and the tiles
//	sumdb witness POLICY PORTFILE    a witness that believes only consistency proofs that sumdb/tlog accepts
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "check" {
		check(os.Args[2])
	} else if len(os.Args) == 4 && os.Args[1] == "witness" {
		witness(os.Args[2], os.Args[3])
	} else {
		fail("sumdb check DIRECTORY, or sumdb witness POLICY PORTFILE")
	}
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "sumdb: "+format+"\n", values...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func read(path string) []byte {
	bytes, err := os.ReadFile(path)
	must(err, path)
	return bytes
}

// The verifier of the log line of a policy.
func logKey(policy string) note.Verifier {
	line := strings.SplitN(string(read(policy)), "\n", 2)[0]
	verifier, err := note.NewVerifier(strings.Fields(line)[1])
	must(err, "key of the policy")
	return verifier
}

// Opens a checkpoint: a note that the log has signed, with origin, size and root.
func checkpoint(bytes []byte, key note.Verifier) tlog.Tree {
	opened, err := note.Open(bytes, note.VerifierList(key))
	must(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != key.Name() {
		fail("a checkpoint of %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "root")
	return tlog.Tree{N: size, Hash: root}
}

// The tree over leaves, as sumdb stores it.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d is not there", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

func check(directory string) {
	key := logKey(filepath.Join(directory, "policy"))
	leaves := strings.Split(string(read(filepath.Join(directory, "trail/entries.jsonl"))), "\n")
	leaves = leaves[:len(leaves)-1]
	var hashes stored
	for i, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(i), []byte(leaf), hashes)
		must(err, "tree")
		hashes = append(hashes, more...)
	}
	newest := checkpoint(read(filepath.Join(directory, "trail/checkpoint")), key)
	if newest.N != int64(len(leaves)) {
		fail("%d entries under a checkpoint of %d", len(leaves), newest.N)
	}
	older, err := filepath.Glob(filepath.Join(directory, "trail/checkpoints/*"))
	must(err, "checkpoints")
	older = append(older, filepath.Join(directory, "first"), filepath.Join(directory, "trail/checkpoint"))
	for _, path := range older {
		tree := checkpoint(read(path), key)
		root, err := tlog.TreeHash(tree.N, hashes)
		must(err, "tree hash")
		if root != tree.Hash {
			fail("%s: another root over %d entries", path, tree.N)
		}
		if tree.N > 0 {
			proof, err := tlog.ProveTree(newest.N, tree.N, hashes)
			must(err, "consistency")
			must(tlog.CheckTree(proof, newest.N, newest.Hash, tree.N, tree.Hash), path)
		}
	}
	record(directory, key, leaves)
	tiles := servedTiles(filepath.Join(directory, "tiles"), newest, hashes)
	fmt.Printf("Go's sumdb agrees: %d entries, %d checkpoints, a proof, %d tiles.\n", newest.N, len(older), tiles)
}

// The proof of one entry that Redress made.
func record(directory string, key note.Verifier, leaves []string) {
	text := string(read(filepath.Join(directory, "proof.tlog-proof")))
	parts := strings.SplitN(text, "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a proof: %s", lines[0])
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err, "index")
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		must(err, "hash of the proof")
		proof = append(proof, hash)
	}
	tree := checkpoint([]byte(parts[1]), key)
	leaf := read(filepath.Join(directory, "proof.leaf"))
	if string(leaf) != leaves[index] {
		fail("the proof is about another entry than %d", index)
	}
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)), "proof")
	if tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(append(leaf, ' '))) == nil {
		fail("the proof is true of another leaf too")
	}
}

// Tiles as the server gave them, named level-index-width, beside what sumdb makes of the leaves.
func servedTiles(directory string, tree tlog.Tree, hashes stored) int {
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	must(err, "tiles")
	for _, path := range files {
		var tile tlog.Tile
		tile.H = 8
		_, err := fmt.Sscanf(filepath.Base(path), "%d-%d-%d", &tile.L, &tile.N, &tile.W)
		must(err, path)
		data, err := tlog.ReadTileData(tile, hashes)
		must(err, path)
		if string(data) != string(read(path)) {
			fail("%s is another tile", path)
		}
	}
	return len(files)
}

// The protocol of c2sp.org/tlog-witness, for one log.
func witness(policy, portFile string) {
	key := logKey(policy)
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	must(err, "key")
	const name = "sumdb"
	typed := append([]byte{4}, public...)
	id := sha256.Sum256(append([]byte(name+"\n"), typed...))
	known := tlog.Tree{}
	http.HandleFunc("/add-checkpoint", func(answer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		parts := strings.SplitN(string(body), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
		if err != nil || len(parts) != 2 {
			answer.WriteHeader(400)
			return
		}
		if old != known.N {
			answer.Header().Set("Content-Type", "text/x.tlog.size")
			answer.WriteHeader(409)
			fmt.Fprintf(answer, "%d\n", known.N)
			return
		}
		tree := checkpoint([]byte(parts[1]), key)
		var proof tlog.TreeProof
		for _, line := range lines[1:] {
			hash, err := tlog.ParseHash(line)
			must(err, "hash of the proof")
			proof = append(proof, hash)
		}
		if known.N > 0 && tlog.CheckTree(proof, tree.N, tree.Hash, known.N, known.Hash) != nil {
			answer.WriteHeader(422)
			return
		}
		if known.N > 0 && known.N < tree.N {
			fmt.Printf("proved from %d to %d\n", known.N, tree.N)
		}
		known = tree
		seconds := time.Now().Unix()
		text := strings.SplitN(parts[1], "\n\n", 2)[0] + "\n"
		signature := ed25519.Sign(secret, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)))
		line := binary.BigEndian.AppendUint64(append([]byte{}, id[:4]...), uint64(seconds))
		fmt.Fprintf(answer, "— %s %s\n", name, base64.StdEncoding.EncodeToString(append(line, signature...)))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err, "listen")
	vkey := fmt.Sprintf("%s+%x+%s", name, id[:4], base64.StdEncoding.EncodeToString(typed))
	line := fmt.Sprintf("witness %s %s http://%s\n", name, vkey, listener.Addr())
	must(os.WriteFile(portFile+".new", []byte(line), 0o600), portFile)
	must(os.Rename(portFile+".new", portFile), portFile)
	must(http.Serve(listener, nil), "serve")
}
