using System.Diagnostics;

namespace FolioModel.Orleans.Tests;

/// <summary>A process of <c>folio</c>, with the process of <c>folio-silo</c> that it starts.</summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private readonly Process _process;
    private readonly System.Text.StringBuilder _output = new();

    public SiloProcess(IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "folio.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FOLIO_SILO"] = Path.Combine(AppContext.BaseDirectory, "folio-silo.dll");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Append(e.Data);
        _process.ErrorDataReceived += (_, e) => Append(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines of both streams so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until a condition holds, and fails when the process has ended before.</summary>
    public void WaitFor(Func<bool> condition)
    {
        long started = Environment.TickCount64;
        while (!condition())
        {
            Assert.That(_process.WaitForExit(20) && !condition(), Is.False, $"the process has ended:\n{Output}");
            Assert.That(Environment.TickCount64 - started, Is.LessThan(s_patience.TotalMilliseconds), Output);
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForExit()
    {
        Assert.That(_process.WaitForExit(s_patience), Is.True, Output);
        _process.WaitForExit(); // until both streams have been read
        return _process.ExitCode;
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Asks the processes to end, as <c>kill</c> does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"pkill -TERM -P {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends both processes at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
