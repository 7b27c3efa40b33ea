using System.Diagnostics;

namespace FolioModel.Orleans.Tests;

/// <summary>A PostgreSQL server of the test's own, in a folder of its own, at a port of the loopback address.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private readonly string _folder = Directory.CreateTempSubdirectory("folio-postgres").FullName;
    private readonly int _port = SiloFixture.FreePort();
    private readonly string _bin;

    /// <summary>Creates and starts the server. The test is ignored where Debian's package is not installed.</summary>
    public PostgreSqlServer()
    {
        _bin = Directory.Exists(Programs)
            ? Directory.EnumerateDirectories(Programs).Select(static d => Path.Combine(d, "bin"))
                .LastOrDefault(static d => File.Exists(Path.Combine(d, "initdb"))) ?? ""
            : "";
        if (_bin.Length == 0)
        {
            Assert.Ignore("there is no PostgreSQL here: install Debian's package postgresql");
        }

        if (Environment.UserName == "root")
        {
            Assert.That(Run("chown", "nobody", _folder), Is.Zero);
        }

        Assert.That(Server("initdb", "-D", Data, "-U", "folio", "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8"), Is.Zero);
        Start();
    }

    /// <summary>The cluster as <c>--cluster</c> names it.</summary>
    public string Address => $"postgres:Host=127.0.0.1;Port={_port};Username=folio;Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Stops the server at once, connections and all, and starts it again.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start() => Assert.That(
        Server("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"),
            "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=200", "start"),
        Is.Zero);

    private void Stop() => Server("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>Runs a program of the server, which refuses to run as root.</summary>
    private int Server(string program, params string[] arguments) => Environment.UserName == "root"
        ? Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", Path.Combine(_bin, program), .. arguments])
        : Run(Path.Combine(_bin, program), arguments);

    private int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
        {
            WorkingDirectory = _folder,
        };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
