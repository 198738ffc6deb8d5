import { useRoute } from '@/app/route';
import { OrderList } from './OrderList';
import { OrderPage } from './OrderPage';

export default function OrdersPage() {
  const { item } = useRoute();
  return item ? <OrderPage key={item} digest={item} /> : <OrderList />;
}
