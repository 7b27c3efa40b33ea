namespace FolioModel.Orleans.Tests;

/// <summary>A PostgreSQL server.</summary>
internal sealed class PostgreSqlServer : DatabaseServer
{
    private const string DebianPrograms = "/usr/lib/postgresql";
    private string _bin = "";

    /// <inheritdoc/>
    public override string Address => $"postgres:Host=127.0.0.1;Port={Port};Username=folio;Database=postgres";

    private string Data => Path.Combine(Folder, "data");

    protected override void Create()
    {
        _bin = Find() ?? "";
        if (_bin.Length == 0)
        {
            Assert.Ignore("there is no PostgreSQL here: install Debian's package postgresql");
        }

        if (Environment.UserName == "root")
        {
            Assert.That(Run("chown", "nobody", Folder), Is.Zero);
        }

        Assert.That(Server("initdb", "-D", Data, "-U", "folio", "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8"), Is.Zero);
    }

    protected override void Start() => Assert.That(
        Server("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(Folder, "log"),
            "-o", $"-p {Port} -k {Folder} -c listen_addresses=127.0.0.1 -c max_connections=200", "start"),
        Is.Zero);

    protected override void Stop()
    {
        if (Directory.Exists(Data))
        {
            Server("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }
    }

    /// <summary>The folder with the server's programs, or null. Debian does not put them on the path.</summary>
    private static string? Find()
    {
        IEnumerable<string> debian = Directory.Exists(DebianPrograms)
            ? Directory.EnumerateDirectories(DebianPrograms).Select(static d => Path.Combine(d, "bin")) : [];
        return debian.LastOrDefault(static d => File.Exists(Path.Combine(d, "initdb"))) ?? Path.GetDirectoryName(OnPath("initdb"));
    }

    /// <summary>Runs a program of the server, which refuses to run as root.</summary>
    private int Server(string program, params string[] arguments) => Environment.UserName == "root"
        ? Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", Path.Combine(_bin, program), .. arguments])
        : Run(Path.Combine(_bin, program), arguments);
}
