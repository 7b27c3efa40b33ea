namespace PropertyKit;

/// <summary>A type of your own with a reference count; it has nothing to do with folios.</summary>
public sealed class Blob
{
    /// <summary>The count; 0 once the buffer is gone.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The buffer, or null once nobody holds the blob.</summary>
    public byte[]? Buffer { get; private set; } = new byte[16];

    /// <summary>Takes a reference.</summary>
    public void AddRef() => Count++;

    /// <summary>Drops a reference; the last one lets go of the buffer.</summary>
    public void Release()
    {
        if (--Count == 0)
        {
            Buffer = null;
        }
    }
}
