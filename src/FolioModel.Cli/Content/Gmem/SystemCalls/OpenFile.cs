namespace FolioModel.Cli.Content.Gmem;

/// <summary>The object that a descriptor stands for.</summary>
internal abstract class OpenFile
{
    /// <summary>One more descriptor of the same open file.</summary>
    public virtual void Duplicate()
    {
    }

    /// <summary>One descriptor less.</summary>
    public virtual void Close()
    {
    }
}
