using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace FolioModel.Orleans.Tests;

/// <summary>A Redis server that writes every change to disk before it answers.</summary>
internal sealed class RedisServer : DatabaseServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private string _program = "";

    /// <inheritdoc/>
    public override string Address => $"redis:127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string PidFile => Path.Combine(Folder, "pid");

    protected override void Create()
    {
        _program = OnPath("redis-server") ?? "";
        if (_program.Length == 0)
        {
            Assert.Ignore("there is no Redis here: install Debian's package redis-server");
        }
    }

    protected override void Start()
    {
        Assert.That(
            Run(_program, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--pidfile", PidFile, "--daemonize", "yes",
                "--save", "", "--appendonly", "yes", "--appendfsync", "always"),
            Is.Zero);
        long started = Environment.TickCount64;
        while (!Answers())
        {
            Assert.That(Environment.TickCount64 - started, Is.LessThan(s_patience.TotalMilliseconds), "Redis does not answer");
        }
    }

    protected override void Stop()
    {
        if (!File.Exists(PidFile) || !int.TryParse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture, out int id))
        {
            return;
        }

        try
        {
            using Process server = Process.GetProcessById(id);
            server.Kill();
            server.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }

        File.Delete(PidFile);
    }

    /// <summary>Whether the server has read what is on disk and takes commands.</summary>
    private bool Answers()
    {
        try
        {
            using TcpClient client = new("127.0.0.1", Port);
            client.GetStream().Write("PING\r\n"u8);
            Span<byte> answer = stackalloc byte[5];
            client.GetStream().ReadExactly(answer);
            return answer.SequenceEqual("+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
