using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Cli.Conform;

/// <summary>Where a line of a recording stands, and what has been read of it.</summary>
/// <param name="file">The file's path.</param>
/// <param name="words">The words of the recording: one string for each, however often it comes.</param>
internal sealed class LineSource(string file, StringPool words)
{
    private readonly List<(string Path, string Field)> _read = [];
    private readonly List<RecordedLine> _objects = [];

    public string File => file;

    public StringPool Words => words;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Goes on to another line, of which nothing has been read.</summary>
    /// <param name="line">Its number.</param>
    public void Begin(int line)
    {
        Line = line;
        _read.Clear();
        _objects.Clear();
    }

    /// <summary>Notes that an object of the line is looked into: each of its fields has to be read too.</summary>
    /// <param name="value">The object.</param>
    public void NoteObject(RecordedLine value)
    {
        foreach (RecordedLine known in _objects)
        {
            if (string.Equals(known.Path, value.Path, StringComparison.Ordinal))
            {
                return;
            }
        }

        _objects.Add(value);
    }

    /// <summary>Notes that a field is read.</summary>
    /// <param name="path">The object it is in.</param>
    /// <param name="field">The field.</param>
    public void NoteField(string path, string field)
    {
        if (!IsRead(path, field))
        {
            _read.Add((path, field));
        }
    }

    /// <summary>The first field of the line, or of an object that was looked into, that was not read; null when all were.</summary>
    /// <param name="line">The line as a whole.</param>
    public string? FirstUnread(RecordedLine line)
    {
        string? unread = UnreadIn(line);
        for (int i = 0; unread is null && i < _objects.Count; i++)
        {
            unread = UnreadIn(_objects[i]);
        }

        return unread;
    }

    private string? UnreadIn(RecordedLine value)
    {
        int read = 0;
        foreach ((string path, _) in _read)
        {
            read += string.Equals(path, value.Path, StringComparison.Ordinal) ? 1 : 0;
        }

        if (read == value.Json.GetPropertyCount())
        {
            return null;
        }

        foreach (System.Text.Json.JsonProperty property in value.Json.EnumerateObject())
        {
            if (!IsRead(value.Path, property.Name))
            {
                return value.Path + property.Name;
            }
        }

        // As many fields as were read, and one of them twice.
        return value.Path;
    }

    private bool IsRead(string path, string field)
    {
        foreach ((string knownPath, string known) in _read)
        {
            if (string.Equals(known, field, StringComparison.Ordinal) && string.Equals(knownPath, path, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
