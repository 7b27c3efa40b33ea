using System.Text;

namespace FolioModel.Cli;

/// <summary>A stream of the process whose failures are told apart from those of input: a full disk or a closed descriptor is no
/// crash.</summary>
/// <param name="inner">The stream.</param>
/// <param name="isEssential">Whether a failure ends the command; errors and progress that cannot be shown do not.</param>
internal sealed class GuardedWriter(TextWriter inner, bool isEssential) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(value, static (writer, c) => writer.Write(c));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(value, static (writer, text) => writer.Write(text));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Guard((buffer, index, count), static (writer, part) => writer.Write(part.buffer, part.index, part.count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(value, static (writer, text) => writer.Write($"{text}\n"));

    /// <inheritdoc/>
    public override void Flush() => Guard(0, static (writer, _) => writer.Flush());

    private void Guard<T>(T value, Action<TextWriter, T> write)
    {
        try
        {
            write(inner, value);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            if (isEssential)
            {
                throw new UnwritableOutputException(e.Message);
            }
        }
    }
}
