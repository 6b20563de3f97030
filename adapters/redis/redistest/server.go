// Package redistest starts real Redis servers for tests: one server, or a
// cluster of three, on free ports of the loopback interface. They live in the
// test's temporary folder and end with the test.
//
// It must not know what is stored in them.
package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long a server may take for anything.
const patience = 30 * time.Second

// Server is one redis-server that can be stopped, paused and started again.
type Server struct {
	t    testing.TB
	dir  string
	port int
	conf string // a configuration file that the server may rewrite; may be empty
	args []string
	cmd  *exec.Cmd
}

// Options of a server.
type Options struct {
	// AOF writes every change to disk before it is answered, so that Stop and
	// Start keep everything.
	AOF bool
	// Args are further arguments, such as "--maxmemory", "8mb".
	Args []string
}

// Start runs a redis-server; the test fails when none is installed.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{t: t, dir: dir(t), port: freePort(t)}
	s.args = append([]string{"--save", "", "--maxmemory-policy", "noeviction"}, o.Args...)
	if o.AOF {
		s.args = append(s.args, "--appendonly", "yes", "--appendfsync", "always")
	}
	s.Start()
	return s
}

// Addr is "127.0.0.1:port".
func (s *Server) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// URL is the server's REDIS_URL.
func (s *Server) URL() string { return "redis://" + s.Addr() }

// Start starts the server, again after Stop, and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		s.t.Fatal("redis-server is not installed and this test needs a real one: " +
			"apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS), or make tools")
	}
	var args []string
	if s.conf != "" {
		args = append(args, s.conf)
	}
	args = append(args, "--bind", "127.0.0.1", "--port", strconv.Itoa(s.port), "--dir", s.dir,
		"--daemonize", "no", "--logfile", filepath.Join(s.dir, "server.log"))
	args = append(args, s.args...)
	s.cmd = exec.Command(path, args...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("start redis-server: %v", err)
	}
	cmd := s.cmd
	s.t.Cleanup(func() { s.end(cmd) })
	c := s.client()
	defer c.Close()
	Eventually(s.t, "redis-server to answer", func() error { return c.Ping(context.Background()).Err() })
}

// Stop kills the server without a word, as a crash does.
func (s *Server) Stop() {
	s.t.Helper()
	s.end(s.cmd)
}

func (s *Server) end(cmd *exec.Cmd) {
	if cmd.ProcessState != nil {
		return
	}
	_ = cmd.Process.Kill() // it may be gone already
	_ = cmd.Wait()         // says that it was killed
}

// Pause freezes the server: connections stay open and nothing is answered.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume ends a pause.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("signal redis-server: %v", err)
	}
}

func (s *Server) client() *redis.Client {
	return redis.NewClient(&redis.Options{Addr: s.Addr(), DisableIdentity: true, DialTimeout: time.Second})
}

// Eventually polls until check returns nil, for a generous while.
func Eventually(t testing.TB, what string, check func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if err = check(); err == nil {
			return
		}
	}
	t.Fatalf("waited %s for %s: %v", patience, what, err)
}

// dir is a folder for the server's files. It is removed with some patience, as a
// killed server may still be closing them.
func dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "studybot-redis-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the server's files: %v", err)
		}
	})
	return dir
}

// freePort finds a port that is free together with the one 10,000 above, which a
// cluster's node takes for its bus.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatalf("find a free port: %v", err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		if port > 55000 {
			port -= 20000 // room for the bus
		}
		if free(port) && free(port+10000) {
			return port
		}
	}
	t.Fatal("found no free port")
	return 0
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}
