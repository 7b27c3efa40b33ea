using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using FolioModel.Campaigns;
using FolioModel.Cli;
using FolioModel.Cli.Campaigns;
using FolioModel.Cli.Modules;
using FolioModel.Orleans;
using Microsoft.Extensions.Hosting;

namespace FolioModel.Silo;

/// <summary>The <c>folio-silo</c> command: a silo of a cluster, and the door to the cluster from the folder of a campaign.</summary>
internal static class SiloCommandLine
{
    private const string Description = """
        Run a silo of a cluster: a process that pulls units of campaigns and runs them on threads of its own.

        Without options: a cluster of this one machine, with everything in memory. The campaign's folder keeps what the cluster has done.
        """;

    /// <summary>Parses arguments and runs what they name.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Create().Parse(args);
        return parsed.Errors.Count > 0
            ? Complaint.Write(error, "silo", Complaint.OfParser(parsed.Errors.Select(static e => e.Message)))
            : await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Makes the command with its options and the commands below it.</summary>
    public static RootCommand Create()
    {
        IReadOnlyList<ICampaignKind> kinds = CampaignKinds.Of(ModuleSet.BuiltIn);
        RootCommand root = new(Description);
        AddSilo(root, kinds);
        root.Add(SubmitCommand.Create(kinds));
        root.Add(Schema());
        return root;
    }

    /// <summary>The option that names the cluster.</summary>
    public static Option<string?> ClusterOption() => new("--cluster")
    {
        Description = "The cluster: localhost[:PORT], postgres:CONNECTION or redis:CONNECTION. Without it the environment variable "
            + $"{ClusterAddress.Variable}, or else localhost.",
        HelpName = "WHERE",
    };

    private static void AddSilo(RootCommand root, IReadOnlyList<ICampaignKind> kinds)
    {
        Option<string?> cluster = ClusterOption();
        Option<int> threads = new("--threads")
        {
            Description = "Threads that run units (one a processor). 0: coordinate only.",
            HelpName = "N",
            DefaultValueFactory = static _ => Environment.ProcessorCount,
        };
        Option<int> port =
            new("--port") { Description = "The port for other silos (11111).", HelpName = "PORT", DefaultValueFactory = static _ => 11111 };
        Option<int> gateway = new("--gateway")
        {
            Description = "The port for clients of a cluster with a database (30000).",
            HelpName = "PORT",
            DefaultValueFactory = static _ => ClusterAddress.DefaultGateway,
        };
        Option<string?> address = new("--address") { Description = "The address that others reach this machine at.", HelpName = "IP" };
        Option<int?> primary = new("--primary")
        {
            Description = "For a second silo on localhost: the port of the first one.",
            HelpName = "PORT",
        };
        Option<bool> create = new("--create-schema") { Description = "Create the tables in PostgreSQL where they are absent." };
        Option<double?> deadAfter = new("--dead-after")
        {
            Description = "Seconds of silence after which the others count a silo as lost (about 30).",
            HelpName = "S",
        };
        foreach (Option option in (Option[])[cluster, threads, port, gateway, address, primary, create, deadAfter])
        {
            root.Add(option);
        }

        root.SetAction((parsed, cancellation) => Guard(parsed, async () =>
        {
            ClusterAddress where = ClusterAddress.Parse(parsed.GetValue(cluster));
            if (parsed.GetValue(create) && where.Kind == ClusterKind.PostgreSql)
            {
                PostgreSqlSchema.Ensure(where.Connection);
            }

            IPEndPoint? first = parsed.GetValue(primary) is { } number ? new IPEndPoint(IPAddress.Loopback, number) : null;
            SiloEndpoint endpoint = new(
                AddressOf(parsed.GetValue(address)), parsed.GetValue(port), parsed.GetValue(gateway), first,
                parsed.GetValue(deadAfter) is { } silence ? SubmitCommand.SecondsOf("--dead-after", silence) : null);
            using IHost host = ClusterHosting.Silo(where, endpoint, kinds, new SiloWorkOptions { Threads = parsed.GetValue(threads) });
            await host.StartAsync(cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"silo at {endpoint.Address}:{endpoint.Port}, {parsed.GetValue(threads)} threads; Ctrl-C gives its units back and ends");
            await parsed.InvocationConfiguration.Output.FlushAsync(CancellationToken.None);
            await host.WaitForShutdownAsync(cancellation);
            return ExitCode.Holds;
        }));
    }

    private static Command Schema()
    {
        Command schema = new("schema", "Print the SQL that creates the tables in PostgreSQL, for an administrator.");
        schema.SetAction(static parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(PostgreSqlSchema.Text);
            return ExitCode.Holds;
        });
        return schema;
    }

    /// <summary>Runs the work of a command, and turns what is wrong with its input into one line and exit code 2.</summary>
    public static async Task<int> Guard(ParseResult parsed, Func<Task<int>> work)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            return await work();
        }
        catch (NondeterminismException e)
        {
            await error.WriteLineAsync($"folio silo: {e.Message}");
            return ExitCode.Violated;
        }
        catch (Exception e) when (e is BadCampaignException or SocketException or InvalidOperationException
            || e.GetType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true)
        {
            return Complaint.Write(error, "silo", e.Message);
        }
    }

    private static IPAddress AddressOf(string? text)
    {
        if (text is not null)
        {
            return IPAddress.TryParse(text, out IPAddress? given) ? given
                : throw new BadCampaignException($"--address: expected an IP address, found '{text}'");
        }

        return Array.Find(Dns.GetHostAddresses(Dns.GetHostName()), static a => a.AddressFamily == AddressFamily.InterNetwork)
            ?? IPAddress.Loopback;
    }
}
