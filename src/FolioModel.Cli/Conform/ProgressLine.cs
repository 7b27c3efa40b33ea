using System.Diagnostics;

namespace FolioModel.Cli.Conform;

/// <summary>Says on a terminal's error stream how far a long run is; silent for a short one, and where the stream is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly TextWriter _error;
    private readonly int _total;
    private readonly bool _isTerminal;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private int _started;
    private bool _written;

    /// <param name="error">The error stream.</param>
    /// <param name="total">How many steps there are.</param>
    public ProgressLine(TextWriter error, int total)
    {
        _error = error;
        _total = total;
        _isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    }

    /// <summary>A step begins.</summary>
    /// <param name="what">Its name.</param>
    public void Next(string what)
    {
        _started++;
        if (_isTerminal && _elapsed.Elapsed > s_patience)
        {
            _error.Write($"\r\e[K{_started}/{_total} {Path.GetFileName(what)}");
            _written = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_written)
        {
            _error.Write("\r\e[K");
        }
    }
}
