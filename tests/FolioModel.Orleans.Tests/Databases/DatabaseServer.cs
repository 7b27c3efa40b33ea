using System.Diagnostics;

namespace FolioModel.Orleans.Tests;

/// <summary>A database server of the test's own, in a folder of its own, at a port of the loopback address.</summary>
internal abstract class DatabaseServer : IDisposable
{
    /// <summary>
    /// The folder of the server. It stands in <c>/tmp</c> itself, since another user must reach it, and since the path of a Unix socket
    /// has to be short.
    /// </summary>
    protected string Folder { get; } = Directory.CreateDirectory($"/tmp/folio-database-{Guid.NewGuid():n}").FullName;

    /// <summary>The port.</summary>
    protected int Port { get; } = SiloFixture.FreePort();

    /// <summary>The cluster as <c>--cluster</c> names it.</summary>
    public abstract string Address { get; }

    /// <summary>Starts the server of a name, or ignores the test where its programs are not installed.</summary>
    /// <param name="name">The name of the cluster's kind: postgres or redis.</param>
    public static DatabaseServer Start(string name)
    {
        DatabaseServer server = name == "postgres" ? new PostgreSqlServer() : new RedisServer();
        try
        {
            server.Create();
            server.Start();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server at once, connections and all, and starts it again with what it has on disk.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Prepares the folder.</summary>
    protected abstract void Create();

    /// <summary>Starts the server and waits until it takes connections.</summary>
    protected abstract void Start();

    /// <summary>Stops the server, if it runs, as a machine that fails does.</summary>
    protected abstract void Stop();

    /// <summary>Runs a program of the server and returns its exit code.</summary>
    protected int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
        {
            WorkingDirectory = Folder,
        };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Finds a program on the path.</summary>
    protected static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
