namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The results of an operation, besides the state that it left. A null stands for a field that the recording leaves out.</summary>
internal sealed class Outcome
{
    /// <summary>The return value (<c>r</c>).</summary>
    public long? Result { get; set; }

    /// <summary>The number of the folio returned, -1 for none (<c>rh</c>).</summary>
    public long? Returned { get; set; }

    /// <summary>Numbers of the folios that a batch lookup found (<c>got</c>).</summary>
    public List<long>? Got { get; set; }

    /// <summary>Where a batch lookup goes on (<c>next</c>).</summary>
    public PageIndex? Next { get; set; }

    /// <summary>Whether the folio found covers the index (<c>contains</c>).</summary>
    public long? Contains { get; set; }

    /// <summary>Which page of the folio covers the index (<c>file_page</c>).</summary>
    public long? FilePage { get; set; }

    /// <summary>The source of a migration still named its file (<c>old_mapping_left_set</c>).</summary>
    public long? OldMappingLeftSet { get; set; }

    public void Return(bool value) => Result = value ? 1 : 0;

    public void Return(Errno error) => Result = (int)error;
}
