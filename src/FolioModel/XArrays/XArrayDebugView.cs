using System.Diagnostics;

namespace FolioModel.XArrays;

/// <summary>Shows an array in a debugger: its entries, and its tree drawn as text.</summary>
internal sealed class XArrayDebugView(XArray array)
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public string[] Tree => array.Describe().Split('\n');
}
