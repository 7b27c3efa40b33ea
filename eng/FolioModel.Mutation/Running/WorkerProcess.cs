using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace FolioModel.Mutation;

/// <summary>A process that runs checks on the mutated model. It is ended when a check takes too much processor time, and started
/// again.</summary>
internal sealed class WorkerProcess(string root, string program) : IDisposable
{
    private const string MostMemory = "0x80000000";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(250);

    private Process? _process;
    private Channel<string>? _lines;

    /// <summary>Sends a line and answers the lines that come back, to the one that ends.</summary>
    /// <param name="line">What to do.</param>
    /// <param name="limit">How much processor time each check may take, by its number.</param>
    /// <param name="told">Told each line before the last.</param>
    /// <returns>The last line; null when the process died or was ended.</returns>
    public string? Ask(string line, Func<int, TimeSpan> limit, Action<string> told)
    {
        Start();
        _process!.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        TimeSpan allowed = TimeSpan.MaxValue;
        TimeSpan before = TimeSpan.Zero;
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Next() is { } answer)
            {
                since = Stopwatch.GetTimestamp();
                if (answer.StartsWith(Worker.Ended, StringComparison.Ordinal))
                {
                    return answer;
                }

                if (answer.StartsWith(Worker.Starting, StringComparison.Ordinal))
                {
                    before = Used();
                    allowed = limit(int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture));
                }

                told(answer);
            }
            else if (_process.HasExited || Used() - before > allowed || Stopwatch.GetElapsedTime(since) > s_patience)
            {
                Stop();
                return null;
            }
        }
    }

    /// <summary>Ends the process; the next question starts another.</summary>
    public void Stop()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    public void Dispose() => Stop();

    private TimeSpan Used()
    {
        _process!.Refresh();
        return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
    }

    /// <summary>The next line, or null when there is none for a moment.</summary>
    private string? Next()
    {
        using CancellationTokenSource moment = new(s_glance);
        try
        {
            return _lines!.Reader.ReadAsync(moment.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            if (e is ChannelClosedException)
            {
                _process!.WaitForExit();
            }

            return null;
        }
    }

    private void Start()
    {
        if (_process is not null)
        {
            return;
        }

        ProcessStartInfo start = new("dotnet", [program, "work", root])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        Process process = Process.Start(start)!;
        Channel<string> lines = Channel.CreateUnbounded<string>();
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
            {
                lines.Writer.TryWrite(line);
            }
            else
            {
                lines.Writer.TryComplete();
            }
        };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        (_process, _lines) = (process, lines);
        if (lines.Reader.ReadAsync().AsTask().GetAwaiter().GetResult() is not { Length: > 0 } count
            || !int.TryParse(count, CultureInfo.InvariantCulture, out _))
        {
            throw new InvalidOperationException("a worker did not start");
        }
    }
}
