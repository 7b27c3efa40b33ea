namespace FolioModel.Cli.Conform;

/// <summary>A folio that a trace has given a number.</summary>
/// <param name="handle">Its number in the trace.</param>
/// <param name="folio">The model's folio.</param>
internal sealed class KnownFolio(int handle, Folio folio)
{
    public int Handle { get; } = handle;

    public Folio Folio { get; } = folio;

    /// <summary>Its order when it was last looked at: an operation may split it and free the parts.</summary>
    public int Order { get; set; } = folio.Order.Value;

    /// <summary>References that the trace itself holds.</summary>
    public int Own { get; set; }

    /// <summary>An addition to a mapping was tried: only since then the folio's index means anything.</summary>
    public bool HasIndex { get; set; }

    /// <summary>The count it was frozen from, or 0.</summary>
    public int FrozenFrom { get; set; }

    public bool IsFreed { get; set; }
}
