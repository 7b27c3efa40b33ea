namespace FolioModel.XArrays;

/// <content>The nodes of the tree.</content>
public sealed partial class XArray
{
    /// <summary>Enumerates the nodes of the tree, each before its children.</summary>
    internal IEnumerable<XNode> Nodes()
    {
        Stack<XNode> rest = new();
        if (HeadNode is { } head)
        {
            rest.Push(head);
        }

        while (rest.TryPop(out XNode node))
        {
            yield return node;
            for (int slot = node.Slots - 1; slot >= 0 && node.Shift > 0; slot--)
            {
                if (node.ChildAt(slot) is { } child)
                {
                    rest.Push(child);
                }
            }
        }
    }
}
